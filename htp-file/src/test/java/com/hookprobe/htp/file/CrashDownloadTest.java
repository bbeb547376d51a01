package com.hookprobe.htp.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.file.core.ChunkPlan;
import com.hookprobe.htp.file.core.WriteMode;
import com.hookprobe.htp.file.core.WriteSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * HTP file F-29, F-58: the client is stopped in front of every write, sync and rename of a download. Afterwards there is the
 * old file or the new one, never a mix; the same download goes on without the chunks that were safe, and leaves nothing.
 */
class CrashDownloadTest {
    private static final byte[] PEER = new byte[32];
    private static final byte[] OLD = CrashResumeTest.bytes(1, 20_000);
    private static final byte[] NEW = CrashResumeTest.bytes(2, (int) ChunkJournal.CHECKPOINT_BYTES + 20_000);
    private static final int CHUNKS = ChunkPlan.of(NEW.length).totalChunks();

    @TempDir(factory = MemoryTempDir.class)
    Path temp;

    @Test
    void everyStepOfADownloadOverAFile() throws IOException {
        crashEverywhere(true);
    }

    @Test
    void everyStepOfADownloadToANewName() throws IOException {
        crashEverywhere(false);
    }

    private void crashEverywhere(boolean old) throws IOException {
        Set<String> reached = new HashSet<>();
        int resumed = 0;
        int at = 0;
        for (boolean crashed = true; crashed; at++) {
            Path folder = Files.createTempDirectory(temp, "folder");
            Path target = folder.resolve("here.bin");
            if (old) {
                Files.write(target, OLD);
            }
            StepCrash crash = new StepCrash(at);
            crashed = download(target, crash);
            reached.addAll(crash.seen());
            resumed += goOn(target, crash.safe(), old) ? 1 : 0;
        }
        assertThat(at).as("one try for each chunk at least").isGreaterThan(CHUNKS);
        assertThat(reached)
                .contains("open-temporary", "write", "force-data", "make-journal", "write-journal", "force-journal")
                .contains("force", "move", "delete-journal", "sync-directory");
        assertThat(resumed).as("tries that went on").isGreaterThan(5);
    }

    private static PartialDownload at(Path target, StoreSteps steps) {
        LocalDisk disk = new LocalDisk(InstantSource.system(), Runnable::run, steps);
        return new PartialDownload(PEER, StoreFixture.path("big.bin"), target, disk);
    }

    private static WriteSpec spec() {
        return StoreResumeFixture.spec("big.bin", WriteMode.CREATE_OR_REPLACE, NEW);
    }

    /** True when it was stopped. */
    private static boolean download(Path target, StepCrash crash) throws IOException {
        try (PathTarget part = at(target, crash).start(spec())) {
            StoreResumeFixture.writeMissing(part, NEW, new BitSet(), CHUNKS);
            part.commit();
            return false;
        } catch (IOException stopped) {
            return true;
        }
    }

    /** Downloads once more; true when that went on with something. */
    private static boolean goOn(Path target, int safe, boolean old) throws IOException {
        boolean whole = false;
        if (Files.exists(target)) {
            byte[] found = Files.readAllBytes(target);
            whole = Arrays.equals(found, NEW);
            assertThat(whole || old && Arrays.equals(found, OLD))
                    .as("old or new")
                    .isTrue();
        } else {
            assertThat(old).as("a file that was there is still there").isFalse();
        }
        PartialDownload again = at(target, StoreSteps.NONE);
        Optional<PathTarget> part = again.resume();
        BitSet held = part.isPresent() ? StoreResumeFixture.held(part.get()) : new BitSet();
        // The part of a download that is over is gone with the rename.
        assertThat(held.cardinality()).as("what was safe is held").isGreaterThanOrEqualTo(whole ? 0 : safe);
        try (PathTarget rest = part.isPresent() ? part.get() : again.start(spec())) {
            int sent = StoreResumeFixture.writeMissing(rest, NEW, held, CHUNKS);
            assertThat(sent).as("what is held is not sent").isEqualTo(CHUNKS - held.cardinality());
            rest.commit();
        }
        assertThat(target).hasBinaryContent(NEW);
        assertThat(ReservedNames.in(target.getParent())).isEmpty();
        return !held.isEmpty();
    }
}
