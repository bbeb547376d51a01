package com.hookprobe.neuro.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class IntegrityWatchTest {
    private static final int NEVER = Integer.MAX_VALUE;

    @TempDir
    Path dir;

    private Path kernel;
    private Path config;

    @BeforeEach
    void twoFiles() throws IOException {
        kernel = Files.writeString(dir.resolve("vmlinuz"), "kernel");
        config = Files.writeString(dir.resolve("config"), "config");
    }

    private static byte[] sha256(byte[]... parts) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theHashIsOverTheDocumentedBytes() throws Exception {
        Path missing = dir.resolve("nothing");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(text("NEURO/INTEGRITY/v1"));
        bytes.write(4);
        bytes.write(1);
        bytes.writeBytes(sha256(text("kernel")));
        bytes.write(0);
        bytes.writeBytes(sha256(text("NEURO/INTEGRITY-MISSING/v1"), text(missing.toString())));
        bytes.write(2);
        bytes.writeBytes(sha256(text("NEURO/INTEGRITY-UNREADABLE/v1"), text(dir.toString())));
        bytes.write(1);
        bytes.writeBytes(sha256(text("config")));
        RIPEMD160Digest ripemd = new RIPEMD160Digest();
        ripemd.update(bytes.toByteArray(), 0, bytes.size());
        byte[] expected = new byte[20];
        ripemd.doFinal(expected, 0);

        IntegrityWatch watch = new IntegrityWatch(List.of(kernel, missing, dir, config), 1);
        assertThat(watch.absent()).isEmpty();
        assertThat(watch.hash()).isEqualTo(expected);
        assertThat(watch.absent()).containsExactly(missing, dir);
    }

    @Test
    void ripemdIsTheRealOne() {
        RIPEMD160Digest ripemd = new RIPEMD160Digest();
        ripemd.update(text("abc"), 0, 3);
        byte[] out = new byte[20];
        ripemd.doFinal(out, 0);
        assertThat(HexFormat.of().formatHex(out)).isEqualTo("8eb208f7e05d987a9b044a8e98c6b087f15a0bfc");
    }

    @Test
    void aChangeIsSeenAtTheNextHashAndGoesWhenItIsUndone() throws IOException {
        IntegrityWatch watch = new IntegrityWatch(List.of(kernel, config), NEVER);
        byte[] before = watch.hash();
        assertThat(watch.hash()).isEqualTo(before);
        Files.writeString(config, "config, changed");
        assertThat(watch.hash()).isNotEqualTo(before);
        Files.delete(config);
        byte[] deleted = watch.hash();
        assertThat(deleted).isNotEqualTo(before);
        assertThat(watch.absent()).containsExactly(config);
        Files.writeString(config, "config");
        assertThat(watch.hash()).isEqualTo(before);
        assertThat(watch.absent()).isEmpty();
    }

    @Test
    void theSameSizeAndTimeDoNotHideAnotherFile() throws IOException {
        IntegrityWatch watch = new IntegrityWatch(List.of(config), NEVER);
        byte[] before = watch.hash();
        FileTime time = Files.getLastModifiedTime(config);
        Path other = Files.writeString(dir.resolve("other"), "cOnfig");
        Files.setLastModifiedTime(other, time);
        Files.move(other, config, StandardCopyOption.REPLACE_EXISTING);
        assertThat(Files.getLastModifiedTime(config)).isEqualTo(time);
        assertThat(watch.hash()).isNotEqualTo(before);
    }

    @Test
    void everythingIsReadAgainEveryNthTime() throws Exception {
        // A stamp that lies: what is cached is planted, as if the attributes had not moved.
        IntegrityWatch watch = new IntegrityWatch(List.of(config), 3);
        byte[] before = watch.hash();
        plantDigest(watch, new byte[32]);
        byte[] planted = watch.hash();
        assertThat(planted).isNotEqualTo(before);
        assertThat(watch.hash()).isEqualTo(planted);
        assertThat(watch.hash()).isEqualTo(before);
    }

    private static void plantDigest(IntegrityWatch watch, byte[] digest) throws Exception {
        var field = IntegrityWatch.class.getDeclaredField("cache");
        field.setAccessible(true);
        List<?> cache = (List<?>) field.get(watch);
        Object cached = cache.get(0);
        var accessor = cached.getClass().getDeclaredMethod("digest");
        accessor.setAccessible(true);
        System.arraycopy(digest, 0, ((FileDigest) accessor.invoke(cached)).digest(), 0, digest.length);
    }

    /** NEURO 2.4.1: its size is 0, and that is no reason to find nothing in it. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aPseudoFileIsReadWhole() throws Exception {
        Path version = Path.of("/proc/version");
        assertThat(Files.size(version)).isZero();
        byte[] content = Files.readAllBytes(version);
        assertThat(content).hasSizeGreaterThan(20);
        IntegrityWatch watch = new IntegrityWatch(List.of(version), NEVER);
        byte[] hash = watch.hash();
        assertThat(watch.absent()).isEmpty();
        assertThat(watch.manifest().entries().get(0))
                .isEqualTo(new IntegrityManifest.Entry("/proc/version", FileState.PRESENT, sha256(content)));
        assertThat(watch.hash()).isEqualTo(hash);
        Path copy = Files.write(dir.resolve("copy"), content);
        assertThat(new IntegrityWatch(List.of(copy), 1).hash())
                .as("the path is not in it")
                .isEqualTo(hash);
    }

    /** The name of this process's main thread, as the kernel knows it: writing it moves no time of the file. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aPseudoFileIsReadEveryTime() throws IOException {
        Path name = Path.of("/proc/self/comm");
        byte[] before = Files.readAllBytes(name);
        try {
            Files.write(name, text("watched-1"), StandardOpenOption.WRITE);
            IntegrityWatch watch = new IntegrityWatch(List.of(name), NEVER);
            byte[] first = watch.hash();
            Files.write(name, text("watched-2"), StandardOpenOption.WRITE);
            assertThat(watch.hash()).isNotEqualTo(first);
            Files.write(name, text("watched-1"), StandardOpenOption.WRITE);
            assertThat(watch.hash()).isEqualTo(first);
        } finally {
            Files.write(name, before, StandardOpenOption.WRITE);
        }
    }

    @Test
    void theManifestIsThatOfTheLastHash() throws Exception {
        IntegrityWatch watch = new IntegrityWatch(List.of(kernel, config), NEVER);
        IntegrityManifest unasked = watch.manifest();
        byte[] before = watch.hash();
        assertThat(watch.manifest()).isEqualTo(unasked);
        assertThat(watch.manifest().hash()).isEqualTo(before);
        Files.writeString(config, "config, changed");
        assertThat(watch.manifest()).as("nothing was read meanwhile").isEqualTo(unasked);
        byte[] after = watch.hash();
        assertThat(watch.manifest().hash()).isEqualTo(after).isNotEqualTo(before);
        assertThat(unasked.differences(watch.manifest()))
                .singleElement()
                .satisfies(difference -> assertThat(difference.path()).isEqualTo(config.toString()));
    }

    @Test
    void theOrderCounts() {
        assertThat(new IntegrityWatch(List.of(kernel, config), 1).hash())
                .isNotEqualTo(new IntegrityWatch(List.of(config, kernel), 1).hash());
    }

    @Test
    void aMissingFileIsNotAnEmptyOneNorOneOfZeros() throws IOException {
        Path missing = dir.resolve("missing");
        Path empty = Files.createFile(dir.resolve("empty"));
        byte[] hashOfMissing = new IntegrityWatch(List.of(missing), 1).hash();
        assertThat(hashOfMissing).isNotEqualTo(new IntegrityWatch(List.of(empty), 1).hash());
        assertThat(hashOfMissing).isNotEqualTo(new IntegrityWatch(List.of(dir.resolve("also-missing")), 1).hash());
        // Nobody can write a file that looks like a missing one: the state byte differs.
        byte[] label = text("NEURO/INTEGRITY-MISSING/v1" + missing);
        Path copycat = Files.write(dir.resolve("copycat"), label);
        assertThat(new IntegrityWatch(List.of(copycat), 1).hash()).isNotEqualTo(hashOfMissing);
    }

    @Test
    void theNumbersAreChecked() {
        assertThatThrownBy(() -> new IntegrityWatch(List.of(), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new IntegrityWatch(List.of(kernel), 0)).isInstanceOf(IllegalArgumentException.class);
        List<Path> most = Collections.nCopies(IntegrityWatch.FILES_MAX, kernel);
        assertThat(new IntegrityWatch(most, 1).hash()).hasSize(20);
        assertThatThrownBy(() -> new IntegrityWatch(Collections.nCopies(IntegrityWatch.FILES_MAX + 1, kernel), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
