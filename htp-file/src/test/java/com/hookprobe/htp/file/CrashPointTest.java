package com.hookprobe.htp.file;

import static com.hookprobe.htp.file.StoreFixture.path;
import static com.hookprobe.htp.file.StoreFixture.read;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.file.core.ChunkBytes;
import com.hookprobe.htp.file.core.ExtensionPolicy;
import com.hookprobe.htp.file.core.WriteMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The world stops in front of every step of a write: afterwards there is the old file or the new one, never a mix. */
class CrashPointTest {
    private static final byte[] OLD = filled(1, 20_000);
    private static final byte[] NEW = filled(2, 30_000);

    @TempDir(factory = MemoryTempDir.class)
    Path temp;

    /** Counts steps; from the chosen one on nothing happens any more. */
    private static final class Crash implements StoreSteps {
        private final int at;
        private final List<String> seen = new ArrayList<>();

        Crash(int at) {
            this.at = at;
        }

        @Override
        public void before(String step) throws IOException {
            seen.add(step);
            if (seen.size() > at) {
                throw new IOException("crash in front of " + step);
            }
        }
    }

    @Test
    void everyStepOfEveryModeLeavesOldOrNew() throws IOException {
        for (WriteMode mode : WriteMode.values()) {
            for (boolean old : new boolean[] {true, false}) {
                if (mode == WriteMode.REPLACE && !old || mode == WriteMode.CREATE_NEW && old) {
                    continue;
                }
                Set<String> reached = new HashSet<>();
                int at = 0;
                while (crashAt(at, mode, old, reached)) {
                    at++;
                }
                assertThat(at).as(mode + " passed every step").isGreaterThanOrEqualTo(6);
                assertThat(reached).contains("open-temporary", "write", "force", "sync-directory");
                assertThat(reached).contains(mode == WriteMode.CREATE_NEW ? "link" : "move");
            }
        }
    }

    /** False when the write got through because the crash came too late. */
    private boolean crashAt(int at, WriteMode mode, boolean old, Set<String> reached) throws IOException {
        Path root = Files.createTempDirectory(temp, "root");
        Files.createDirectory(root.resolve("d"));
        Path file = root.resolve("d/a.bin");
        if (old) {
            Files.write(file, OLD);
        }
        Crash crash = new Crash(at);
        boolean crashed = false;
        DirectoryFileStore store = DirectoryFileStore.open(
                root, ExtensionPolicy.DEFAULT, StoreLimits.DEFAULT, new SplittableRandom(at), crash);
        try (PendingFile pending = store.create(path("d/a.bin"), mode, false, NEW.length)) {
            pending.write(0, ChunkBytes.of(Arrays.copyOf(NEW, 10_000)));
            pending.write(10_000, ChunkBytes.of(Arrays.copyOf(NEW, 20_000)));
            pending.commit();
        } catch (IOException stopped) {
            crashed = true;
        }
        reached.addAll(crash.seen);
        store.close();
        checkOldOrNew(root, file, old ? OLD : new byte[0], old);
        return crashed;
    }

    private static void checkOldOrNew(Path root, Path file, byte[] before, boolean existed) throws IOException {
        try (DirectoryFileStore again = DirectoryFileStore.open(root)) {
            assertThat(ReservedNames.in(root)).isEmpty();
            if (Files.exists(file)) {
                byte[] found = read(again, "d/a.bin");
                assertThat(Arrays.equals(found, NEW) || existed && Arrays.equals(found, before))
                        .as("old or new, %d bytes", found.length)
                        .isTrue();
                assertThat(Files.getAttribute(file, "unix:nlink")).isEqualTo(1);
            } else {
                assertThat(existed).as("a file that was there is still there").isFalse();
            }
        }
    }

    @Test
    void aKilledProcessLeavesOldOrNew() throws Exception {
        Random random = new Random(20261123);
        for (int round = 0; round < 3; round++) {
            Path root = Files.createTempDirectory(temp, "root");
            Process victim = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            KillVictim.class.getName(),
                            root.toString())
                    .redirectErrorStream(true)
                    .start();
            try (var lines = victim.inputReader()) {
                assertThat(lines.readLine()).isEqualTo("writing");
                // The moment is chosen by how many further writes are seen, and a little by the scheduler.
                for (int i = random.nextInt(6); i >= 0; i--) {
                    assertThat(lines.readLine()).isEqualTo("written");
                }
                victim.destroyForcibly();
            }
            assertThat(victim.waitFor(20, TimeUnit.SECONDS)).isTrue();
            try (DirectoryFileStore store = DirectoryFileStore.open(root)) {
                byte[] found = read(store, "a.bin");
                assertThat(found.length).isEqualTo(KillVictim.SIZE);
                byte first = found[0];
                assertThat(found).as("round " + round).containsOnly(first);
                assertThat(ReservedNames.in(root)).isEmpty();
            }
        }
    }

    private static byte[] filled(int value, int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
