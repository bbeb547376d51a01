package com.hookprobe.neuro.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.neuro.BaselineException;
import com.hookprobe.neuro.BaselineException.Reason;
import com.hookprobe.neuro.sensor.IntegrityManifest.Difference;
import com.hookprobe.neuro.sensor.IntegrityManifest.Entry;
import com.hookprobe.neuro.sensor.IntegrityManifest.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NEURO 2.4.3: which file it was, and what the hash will be. */
class IntegrityManifestTest {
    private static final Entry KERNEL = new Entry("/boot/vmlinuz", FileState.PRESENT, digest(1));
    private static final Entry PROGRAM = new Entry("/usr/bin/hookprobe", FileState.PRESENT, digest(2));
    private static final Entry GONE = new Entry("/etc/extra", FileState.MISSING, digest(3));

    @TempDir
    Path dir;

    private static byte[] digest(int number) {
        byte[] digest = new byte[32];
        digest[31] = (byte) number;
        return digest;
    }

    private static IntegrityManifest of(Entry... entries) {
        return new IntegrityManifest(List.of(entries));
    }

    /** The operator knows the new file; the device gets it later; both have the same H_Integrity. */
    @Test
    void thePredictedHashIsTheOneThatTheDeviceShows() throws IOException {
        Path kernel = Files.writeString(dir.resolve("vmlinuz"), "kernel 1");
        Path program = Files.writeString(dir.resolve("program"), "program 1");
        Path missing = dir.resolve("missing");
        Path update = Files.writeString(dir.resolve("vmlinuz.new"), "kernel 2, larger");
        IntegrityWatch watch = new IntegrityWatch(List.of(kernel, program, missing), 60);
        byte[] before = watch.hash();

        IntegrityManifest sent = watch.manifest();
        byte[] predicted =
                sent.with(kernel.toString(), IntegrityManifest.sha256Of(update)).hash();
        assertThat(predicted).isNotEqualTo(before);
        assertThat(watch.hash()).isEqualTo(before);
        Files.move(update, kernel, StandardCopyOption.REPLACE_EXISTING);
        assertThat(watch.hash()).isEqualTo(predicted);

        // A file that is not there yet, and two at once.
        Path second = Files.writeString(dir.resolve("program.new"), "program 2");
        Path added = Files.writeString(dir.resolve("missing.new"), "here at last");
        byte[] both = watch.manifest()
                .with(program.toString(), IntegrityManifest.sha256Of(second))
                .with(missing.toString(), IntegrityManifest.sha256Of(added))
                .hash();
        Files.writeString(program, "program 2");
        Files.writeString(missing, "here at last");
        assertThat(watch.hash()).isEqualTo(both);
    }

    @Test
    void withNamesAWatchedFileAndAProperDigest() {
        IntegrityManifest manifest = of(KERNEL, PROGRAM);
        assertThatThrownBy(() -> manifest.with("/boot/other", digest(4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/boot/vmlinuz");
        assertThatThrownBy(() -> manifest.with(KERNEL.path(), new byte[31]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> IntegrityManifest.sha256Of(dir))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unreadable, expected a regular file");
        assertThatThrownBy(() -> IntegrityManifest.sha256Of(dir.resolve("none")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("missing");
        assertThat(manifest.with(KERNEL.path(), KERNEL.digest())).isEqualTo(manifest);
        assertThat(manifest.entries()).as("unchanged").containsExactly(KERNEL, PROGRAM);
    }

    @Test
    void theNumberOfFilesIsThatOfTheWatch() {
        assertThatThrownBy(() -> new IntegrityManifest(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThat(new IntegrityManifest(Collections.nCopies(128, KERNEL)).hash())
                .hasSize(20);
        assertThatThrownBy(() -> new IntegrityManifest(Collections.nCopies(129, KERNEL)))
                .hasMessageContaining("129 files in a manifest, expected 1..128");
    }

    @Test
    void differencesNameTheFilesAndHow() {
        IntegrityManifest before = of(KERNEL, PROGRAM, GONE);
        assertThat(before.differences(before)).isEmpty();
        Entry changed = new Entry(KERNEL.path(), FileState.PRESENT, digest(9));
        Entry back = new Entry(GONE.path(), FileState.PRESENT, digest(3));
        Entry added = new Entry("/etc/new", FileState.UNREADABLE, digest(7));
        List<Difference> found = before.differences(of(changed, back, added));
        assertThat(found)
                .extracting(Difference::path, Difference::kind)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(KERNEL.path(), Kind.CHANGED),
                        org.assertj.core.groups.Tuple.tuple(PROGRAM.path(), Kind.REMOVED),
                        org.assertj.core.groups.Tuple.tuple(GONE.path(), Kind.CHANGED),
                        org.assertj.core.groups.Tuple.tuple(added.path(), Kind.ADDED));
        assertThat(found.get(0))
                .hasToString("/boot/vmlinuz: was present " + HexFormat.of().formatHex(digest(1)) + ", is present "
                        + HexFormat.of().formatHex(digest(9)));
    }

    @Test
    void differencesAreEmptyExactlyForTheSameList() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 500; round++) {
            IntegrityManifest one = random(random);
            IntegrityManifest other = random(random);
            assertThat(one.differences(other).isEmpty())
                    .as("%s against %s", one, other)
                    .isEqualTo(one.equals(other));
            if (one.differences(other).isEmpty()) {
                assertThat(one.hash()).isEqualTo(other.hash());
            }
        }
        assertThat(of(KERNEL, PROGRAM).differences(of(PROGRAM, KERNEL)))
                .extracting(Difference::kind)
                .containsExactly(Kind.MOVED, Kind.MOVED);
    }

    private static IntegrityManifest random(SplittableRandom random) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            entries.add(new Entry("/" + random.nextInt(2), FileState.PRESENT, digest(random.nextInt(2))));
        }
        return new IntegrityManifest(entries);
    }

    @Test
    void theTextIsThatOfThePage() throws Exception {
        IntegrityManifest manifest = of(KERNEL, GONE);
        String text = "HOOKPROBE INTEGRITY MANIFEST 1\n"
                + "present 0000000000000000000000000000000000000000000000000000000000000001 /boot/vmlinuz\n"
                + "missing 0000000000000000000000000000000000000000000000000000000000000003 /etc/extra\n"
                + "h_integrity " + HexFormat.of().formatHex(manifest.hash()) + "\n";
        assertThat(manifest.toText()).isEqualTo(text);
        assertThat(IntegrityManifest.fromText(text)).isEqualTo(manifest);
        assertThat(IntegrityManifest.fromText(text.replace("\n", "\r\n"))).isEqualTo(manifest);
    }

    @Test
    void anyOtherTextIsRefused() {
        String good = of(KERNEL, GONE).toText();
        for (String bad : List.of(
                "",
                good.replace("MANIFEST 1", "MANIFEST 2"),
                good.replace("present", "absent"),
                good.replace("0001 ", "0002 "),
                good.replace("0001 ", "000A "),
                good.replace("0001 ", "001 "),
                good.replace("/boot", "\\boot"),
                good.replace("/boot", "\\u0062oot"),
                good.replace(" /boot/vmlinuz", ""),
                good.replaceFirst("h_integrity.*", ""),
                good.replaceFirst("(?s)present.*missing", "missing"),
                "HOOKPROBE INTEGRITY MANIFEST 1\n" + good.substring(good.indexOf("h_integrity")),
                good + "present\n",
                "x".repeat(ManifestText.CHARS_MAX + 1))) {
            assertThatThrownBy(() -> IntegrityManifest.fromText(bad))
                    .as(bad.length() > 500 ? "long" : bad)
                    .isInstanceOfSatisfying(BaselineException.class, e -> {
                        assertThat(e.reason()).isEqualTo(Reason.TEXT);
                        assertThat(e).hasMessageStartingWith("integrity manifest: ");
                    });
        }
    }

    @Property(tries = 1000, seed = "931")
    void anyPathComesBack(@ForAll @StringLength(min = 1, max = 20) String path) {
        IntegrityManifest manifest = of(KERNEL, new Entry(path, FileState.UNREADABLE, digest(8)));
        try {
            assertThat(IntegrityManifest.fromText(manifest.toText())).isEqualTo(manifest);
        } catch (BaselineException e) {
            throw new AssertionError("refused its own text: " + manifest.toText(), e);
        }
    }

    @Test
    void pathsThatAreHardToWriteComeBack() throws Exception {
        for (String path :
                List.of("a b", " ", "a ", "\\", "\\\\u0041", "\n", "a\r\nb", "\u2028", "\u0085", "\ud800", "é")) {
            IntegrityManifest manifest = of(new Entry(path, FileState.PRESENT, digest(8)));
            assertThat(IntegrityManifest.fromText(manifest.toText())).isEqualTo(manifest);
        }
    }

    @Test
    void anyTextIsAManifestOrATypedRefusal() {
        String good = of(KERNEL, PROGRAM, GONE).toText();
        for (long seed = 1; seed <= 2000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            StringBuilder spoilt = new StringBuilder(good);
            for (int i = 0; i <= random.nextInt(3); i++) {
                spoilt.setCharAt(random.nextInt(spoilt.length()), (char) random.nextInt(128));
            }
            try {
                IntegrityManifest read = IntegrityManifest.fromText(spoilt.toString());
                assertThat(read.toText().strip())
                        .as("seed %s", seed)
                        .isEqualTo(spoilt.toString().strip());
            } catch (BaselineException e) {
                assertThat(e.reason()).as("seed %s", seed).isEqualTo(Reason.TEXT);
            }
        }
    }
}
