package com.hookprobe.htp.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.htp.file.core.ChunkBytes;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.ResumeKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ChunkJournalTest {
    @TempDir
    Path temp;

    private final List<String> steps = new ArrayList<>();
    private long nowNs;

    @Test
    void aChunkIsNotedAfterAMebibyteOrASecondAndOnlyAfterTheDataIsSynced() throws IOException {
        try (FileChannel data = make("data");
                ChunkJournal journal = journal(data)) {
            for (int i = 0; i < 127; i++) {
                journal.written(i * 8192L, ChunkBytes.of(new byte[8192]));
            }
            assertThat(steps).isEmpty();
            assertThat(Files.exists(temp.resolve("j"))).isFalse();
            journal.written(127 * 8192L, ChunkBytes.of(new byte[8192]));
            assertThat(steps).containsExactly("force-data", "make-journal", "write-journal", "force-journal");
            assertThat(journal.safe()).isEqualTo(128);

            nowNs += ChunkJournal.CHECKPOINT_NS - 1;
            journal.written(128 * 8192L, ChunkBytes.of(new byte[8192]));
            assertThat(journal.safe()).isEqualTo(128);
            nowNs += 1;
            journal.written(129 * 8192L, ChunkBytes.of(new byte[8192]));
            assertThat(journal.safe()).isEqualTo(130);
            assertThat(steps).endsWith("force-data", "write-journal", "force-journal");

            journal.written(130 * 8192L, ChunkBytes.of(new byte[8192]));
            nowNs += ChunkJournal.CHECKPOINT_NS;
            journal.keepSafe();
            assertThat(journal.safe()).as("without another chunk").isEqualTo(131);
        }
    }

    @Test
    void whatIsNotOneWholeChunkIsNotNoted() throws IOException {
        try (FileChannel data = make("data");
                ChunkJournal journal = journal(data)) {
            journal.written(1, ChunkBytes.of(new byte[8192]));
            journal.written(0, ChunkBytes.of(new byte[8191]));
            journal.written(0, ChunkBytes.of(new byte[16384]));
            journal.checkpoint();
            assertThat(journal.safe()).isZero();
            assertThat(journal.exists()).isFalse();
        }
    }

    /** A disk that takes its time: syncs wait until they are let go. */
    private static final class SlowDisk implements Executor {
        private final List<Runnable> waiting = new ArrayList<>();

        @Override
        public void execute(Runnable task) {
            waiting.add(task);
        }

        /** A writer that one of them wakes may bring the next at once. */
        void letGo() {
            List<Runnable> now = List.copyOf(waiting);
            waiting.clear();
            now.forEach(Runnable::run);
        }
    }

    private static void write(ChunkJournal journal, int from, int until) throws IOException {
        for (int i = from; i < until; i++) {
            journal.written(i * 8192L, ChunkBytes.of(new byte[8192]));
        }
    }

    @Test
    @Timeout(60)
    void aWriterGoesOnWhileTheDiskSyncsAndWaitsOnlyWhenItIsTooFarAhead() throws Exception {
        SlowDisk disk = new SlowDisk();
        int beginsSync = (int) (ChunkJournal.CHECKPOINT_BYTES / 8192);
        int tooFar = beginsSync + (int) (ChunkJournal.BEHIND_BYTES_MAX / 8192);
        try (FileChannel data = make("data");
                ChunkJournal journal = journal(data, disk)) {
            write(journal, 0, tooFar - 1);
            assertThat(disk.waiting).as("one sync at a time").hasSize(1);
            assertThat(journal.safe()).isZero();
            Thread writer = new Thread(() -> {
                try {
                    write(journal, tooFar - 1, tooFar);
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
            writer.start();
            while (writer.getState() != Thread.State.WAITING) {
                assertThat(writer.isAlive()).as("waits for the disk").isTrue();
                Thread.onSpinWait();
            }
            disk.letGo();
            writer.join();
            assertThat(journal.safe()).isEqualTo(beginsSync);
            disk.letGo();
            journal.settle();
            assertThat(journal.safe()).as("all that was behind, in one").isEqualTo(tooFar);
        }
    }

    @Test
    void aSyncThatFailsFailsTheNextWriteAndNotesNothing() throws IOException {
        SlowDisk disk = new SlowDisk();
        try (FileChannel data = make("data")) {
            ChunkJournal journal = ChunkJournal.fresh(
                    key(),
                    0,
                    data,
                    () -> make("j"),
                    step -> {
                        throw new IOException("planted");
                    },
                    () -> nowNs,
                    disk);
            write(journal, 0, 128);
            disk.letGo();
            assertThatThrownBy(() -> write(journal, 128, 256))
                    .isInstanceOf(IOException.class)
                    .hasMessage("planted");
            assertThat(journal.safe()).isZero();
            assertThat(journal.exists()).isFalse();
        }
    }

    private ChunkJournal journal(FileChannel data) {
        return journal(data, Runnable::run);
    }

    private ChunkJournal journal(FileChannel data, Executor syncing) {
        return ChunkJournal.fresh(key(), 0, data, () -> make("j"), steps::add, () -> nowNs, syncing);
    }

    private static ResumeKey key() {
        FileHash hash = FileHash.of(Digests.sha256().digest(new byte[1]));
        return ResumeKey.of(new byte[32], hash, hash, 8 << 20);
    }

    private FileChannel make(String name) throws IOException {
        return FileChannel.open(
                temp.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}
