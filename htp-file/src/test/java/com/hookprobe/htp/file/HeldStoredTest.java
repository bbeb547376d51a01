package com.hookprobe.htp.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.file.core.DiskResult;
import com.hookprobe.htp.file.core.ExtensionPolicy;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTP file F-46: a file of a store is hashed while it leaves, and is one version from front to back or fails. */
class HeldStoredTest {
    private static final byte[] CONTENT = new byte[400_000];

    static {
        new Random(4).nextBytes(CONTENT);
    }

    @TempDir
    Path root;

    private Path file;

    @BeforeEach
    void put() throws IOException {
        file = root.resolve("a.bin");
        Files.write(file, CONTENT);
    }

    private interface Meanwhile {
        void happens() throws IOException;
    }

    /** Reads half, lets something happen, reads on from there. */
    private FileHash read(int from, Meanwhile meanwhile) throws IOException {
        try (DirectoryFileStore store = DirectoryFileStore.open(root);
                HeldStored held = new HeldStored(store.open(StoreFixture.path("a.bin")))) {
            assertThat(held.tag().known()).isTrue();
            held.read(from, 100_000);
            meanwhile.happens();
            held.read(from + 100_000, 100_000);
            DiskResult result = held.hashNext();
            while (result instanceof DiskResult.HashMore) {
                result = held.hashNext();
            }
            return ((DiskResult.Hashed) result).sha256();
        }
    }

    @Test
    void whatLeavesIsHashedOnItsWayAndTheRestAtTheEnd() throws IOException {
        FileHash expected = FileHash.of(Digests.sha256().digest(CONTENT));
        assertThat(read(0, () -> {})).isEqualTo(expected);
        assertThat(read(100_000, () -> {})).as("a part is there already").isEqualTo(expected);
    }

    private static void overwrite(FileChannel open) throws IOException {
        open.write(ByteBuffer.wrap(new byte[50_000]), 50_000);
    }

    @Test
    void aFileThatIsWrittenToMeanwhileIsNoticed() throws IOException {
        try (FileChannel writer = FileChannel.open(file, StandardOpenOption.WRITE)) {
            StoreFixture.assertRefused(FileErrorCode.TRANSFER_FAILED, () -> read(0, () -> overwrite(writer)));
        }
    }

    @Test
    void alsoWhenItHasAnotherNameByThen() throws IOException {
        try (FileChannel writer = FileChannel.open(file, StandardOpenOption.WRITE)) {
            StoreFixture.assertRefused(
                    FileErrorCode.TRANSFER_FAILED,
                    () -> read(0, () -> {
                        Files.move(file, root.resolve("a.log"));
                        overwrite(writer);
                    }));
        }
    }

    @Test
    void aFileThatOnlyGrowsIsReadAsItWas() throws IOException {
        FileHash expected = FileHash.of(Digests.sha256().digest(CONTENT));
        assertThat(read(0, () -> Files.write(file, new byte[] {1}, StandardOpenOption.APPEND)))
                .isEqualTo(expected);
    }

    @Test
    void whoReadsSlowlyDoesNotMakeAYoungFileOneAtRest() throws Exception {
        Instant[] now = {Files.getLastModifiedTime(file).toInstant()};
        try (DirectoryFileStore store = DirectoryFileStore.open(
                root, ExtensionPolicy.DEFAULT, StoreLimits.DEFAULT, new Random(1), StoreSteps.NONE, () -> now[0])) {
            try (HeldStored held = new HeldStored(store.open(StoreFixture.path("a.bin")))) {
                now[0] = now[0].plusSeconds(3600);
                hash(held);
            }
            assertThat(knownHash(store)).isEqualTo(FileHash.NONE);
            try (HeldStored held = new HeldStored(store.open(StoreFixture.path("a.bin")))) {
                assertThat(hash(held)).isEqualTo(FileHash.of(Digests.sha256().digest(CONTENT)));
            }
            assertThat(knownHash(store))
                    .as("opened at rest")
                    .isEqualTo(FileHash.of(Digests.sha256().digest(CONTENT)));
        }
    }

    private static FileHash knownHash(DirectoryFileStore store) throws IOException {
        try (StoredFile again = store.open(StoreFixture.path("a.bin"))) {
            return again.stat().sha256();
        }
    }

    private static FileHash hash(HeldStored held) throws IOException {
        DiskResult result = held.hashNext();
        while (result instanceof DiskResult.HashMore) {
            result = held.hashNext();
        }
        return ((DiskResult.Hashed) result).sha256();
    }

    @Test
    void aFileThatIsReplacedOrDeletedMeanwhileIsReadToItsEnd() throws IOException {
        FileHash expected = FileHash.of(Digests.sha256().digest(CONTENT));
        Path other = root.resolve("b.bin");
        assertThat(read(0, () -> {
                    Files.write(other, new byte[10]);
                    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
                }))
                .isEqualTo(expected);
        Files.write(file, CONTENT);
        assertThat(read(0, () -> Files.delete(file))).isEqualTo(expected);
    }
}
