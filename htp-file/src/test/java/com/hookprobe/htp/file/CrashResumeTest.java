package com.hookprobe.htp.file;

import static com.hookprobe.htp.file.StoreFixture.read;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.file.core.ChunkPlan;
import com.hookprobe.htp.file.core.ExtensionPolicy;
import com.hookprobe.htp.file.core.WriteMode;
import com.hookprobe.htp.file.core.WriteSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The world stops in front of every write, sync and rename of a write that keeps a journal. Afterwards there is the old
 * file or the new one, never a mix; and the same write goes on without the chunks that were safe.
 */
class CrashResumeTest {
    private static final byte[] OLD = bytes(1, 20_000);
    /** One checkpoint on the way, and a few chunks behind it. */
    private static final byte[] NEW = bytes(2, (int) ChunkJournal.CHECKPOINT_BYTES + 20_000);

    private static final byte[] LONG = bytes(2, 2 * (1 << 20) + 300_000);
    private static final int CHUNKS = ChunkPlan.of(NEW.length).totalChunks();

    @TempDir(factory = MemoryTempDir.class)
    Path temp;

    @Test
    void everyStepOfAReplacingWrite() throws IOException {
        crashEverywhere(WriteMode.REPLACE);
    }

    @Test
    void everyStepOfACreatingWrite() throws IOException {
        crashEverywhere(WriteMode.CREATE_NEW);
    }

    @Test
    void everyStepOfAWriteThatMayReplace() throws IOException {
        crashEverywhere(WriteMode.CREATE_OR_REPLACE);
    }

    private void crashEverywhere(WriteMode mode) throws IOException {
        Set<String> reached = new HashSet<>();
        int resumed = 0;
        int at = 0;
        for (boolean crashed = true; crashed; at++) {
            Outcome outcome = crashAt(at, mode);
            reached.addAll(outcome.seen);
            resumed += outcome.resumed ? 1 : 0;
            crashed = outcome.crashed;
        }
        assertThat(at).as("one try for each chunk at least").isGreaterThan(CHUNKS);
        assertThat(reached)
                .contains("open-temporary", "write", "force-data", "make-journal", "write-journal", "force-journal")
                .contains("force", "delete-journal", "sync-directory")
                .contains(mode == WriteMode.CREATE_NEW ? "link" : "move");
        assertThat(resumed).as("tries that went on").isGreaterThan(5);
    }

    private record Outcome(boolean crashed, boolean resumed, Set<String> seen) {}

    private Outcome crashAt(int at, WriteMode mode) throws IOException {
        Path root = Files.createTempDirectory(temp, "root");
        Path file = Files.createDirectory(root.resolve("d")).resolve("a.bin");
        boolean old = mode != WriteMode.CREATE_NEW;
        if (old) {
            Files.write(file, OLD);
        }
        WriteSpec spec = StoreResumeFixture.spec("d/a.bin", mode, NEW);
        StepCrash crash = new StepCrash(at);
        boolean crashed = false;
        DirectoryFileStore store = open(root, crash);
        try (PendingFile pending = store.create(spec, StoreResumeFixture.NODE)) {
            StoreResumeFixture.writeMissing(pending, NEW, new BitSet(), CHUNKS);
            pending.commit();
        } catch (IOException stopped) {
            crashed = true;
        }
        store.close();
        int safe = crash.safe();
        boolean goesOn = goOn(root, file, NEW, spec, safe, old);
        delete(root);
        return new Outcome(crashed, goesOn, crash.seen());
    }

    /** Opens the store anew and finishes the write; true when it went on with something. */
    private static boolean goOn(Path root, Path file, byte[] content, WriteSpec spec, int safe, boolean old)
            throws IOException {
        int chunks = spec.plan().totalChunks();
        try (DirectoryFileStore store = open(root, StoreSteps.NONE)) {
            if (Files.exists(file)) {
                byte[] found = read(store, "d/a.bin");
                if (Arrays.equals(found, content)) {
                    assertThat(Files.getAttribute(file, "unix:nlink")).isEqualTo(1);
                    assertThat(ReservedNames.in(root))
                            .as("nothing is left of a finished write")
                            .isEmpty();
                    return false;
                }
                assertThat(old && Arrays.equals(found, OLD)).as("old or new").isTrue();
            } else {
                assertThat(old).as("a file that was there is still there").isFalse();
            }
            int heldChunks;
            try (PendingFile pending = store.create(spec, StoreResumeFixture.NODE)) {
                BitSet held = StoreResumeFixture.held(pending);
                heldChunks = held.cardinality();
                assertThat(heldChunks).as("what was safe is held").isGreaterThanOrEqualTo(safe);
                int sent = StoreResumeFixture.writeMissing(pending, content, held, chunks);
                assertThat(sent).as("what is held is not sent").isEqualTo(chunks - heldChunks);
                pending.commit();
            }
            assertThat(read(store, "d/a.bin")).isEqualTo(content);
            assertThat(ReservedNames.in(root)).isEmpty();
            assertThat(store.usage().promisedBytes()).isZero();
            return heldChunks > 0;
        }
    }

    @Test
    void aWriteMayBeStoppedAgainAndAgain() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 12; round++) {
            Path root = Files.createTempDirectory(temp, "root");
            Path file = Files.createDirectory(root.resolve("d")).resolve("a.bin");
            WriteSpec spec = StoreResumeFixture.spec("d/a.bin", WriteMode.CREATE_NEW, LONG);
            int safe = 0;
            for (int crashes = 0; crashes < 4; crashes++) {
                StepCrash crash = new StepCrash(random.nextInt(150));
                try (DirectoryFileStore store = open(root, crash);
                        PendingFile pending = store.create(spec, StoreResumeFixture.NODE)) {
                    BitSet held = StoreResumeFixture.held(pending);
                    assertThat(held.cardinality()).isGreaterThanOrEqualTo(safe);
                    safe = held.cardinality();
                    StoreResumeFixture.writeMissing(pending, LONG, held, Integer.MAX_VALUE);
                } catch (IOException stopped) {
                    safe += crash.safe();
                }
            }
            goOn(root, file, LONG, spec, safe, false);
        }
    }

    @Test
    void aKilledProcessGoesOnWithWhatItHadNoted() throws Exception {
        Random random = new Random(20261126);
        byte[] content = ResumeVictim.content();
        int chunks = ChunkPlan.of(content.length).totalChunks();
        for (int round = 0; round < 3; round++) {
            Path root = Files.createTempDirectory(temp, "root");
            Process victim = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ResumeVictim.class.getName(),
                            root.toString())
                    .redirectErrorStream(true)
                    .start();
            int noted = 0;
            try (var lines = victim.inputReader()) {
                for (int i = 1 + random.nextInt(4); i > 0; i--) {
                    noted = Integer.parseInt(lines.readLine());
                }
                victim.destroyForcibly();
            }
            assertThat(victim.waitFor(20, TimeUnit.SECONDS)).isTrue();
            WriteSpec spec = StoreResumeFixture.spec("a.bin", WriteMode.CREATE_NEW, content);
            try (DirectoryFileStore store = DirectoryFileStore.open(root)) {
                assertThat(Files.exists(root.resolve("a.bin"))).isFalse();
                try (PendingFile pending = store.create(spec, StoreResumeFixture.NODE)) {
                    BitSet held = StoreResumeFixture.held(pending);
                    assertThat(held.cardinality()).as("round " + round).isBetween(noted, chunks);
                    int sent = StoreResumeFixture.writeMissing(pending, content, held, chunks);
                    assertThat(sent).isEqualTo(chunks - held.cardinality());
                    pending.commit();
                }
                assertThat(read(store, "a.bin")).isEqualTo(content);
            }
        }
    }

    private static DirectoryFileStore open(Path root, StoreSteps steps) throws IOException {
        return DirectoryFileStore.open(
                root, ExtensionPolicy.DEFAULT, StoreLimits.DEFAULT, new SplittableRandom(9), steps);
    }

    private static void delete(Path root) throws IOException {
        try (var all = Files.walk(root)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    static byte[] bytes(long seed, int size) {
        byte[] content = new byte[size];
        new SplittableRandom(seed).nextBytes(content);
        return content;
    }
}
