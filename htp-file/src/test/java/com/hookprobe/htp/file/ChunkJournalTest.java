package com.hookprobe.htp.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.ResumeKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
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
                journal.written(i * 8192L, new byte[8192]);
            }
            assertThat(steps).isEmpty();
            assertThat(Files.exists(temp.resolve("j"))).isFalse();
            journal.written(127 * 8192L, new byte[8192]);
            assertThat(steps).containsExactly("force-data", "make-journal", "write-journal", "force-journal");
            assertThat(journal.safe()).isEqualTo(128);

            nowNs += ChunkJournal.CHECKPOINT_NS - 1;
            journal.written(128 * 8192L, new byte[8192]);
            assertThat(journal.safe()).isEqualTo(128);
            nowNs += 1;
            journal.written(129 * 8192L, new byte[8192]);
            assertThat(journal.safe()).isEqualTo(130);
            assertThat(steps).endsWith("force-data", "write-journal", "force-journal");

            journal.written(130 * 8192L, new byte[8192]);
            nowNs += ChunkJournal.CHECKPOINT_NS;
            journal.keepSafe();
            assertThat(journal.safe()).as("without another chunk").isEqualTo(131);
        }
    }

    @Test
    void whatIsNotOneWholeChunkIsNotNoted() throws IOException {
        try (FileChannel data = make("data");
                ChunkJournal journal = journal(data)) {
            journal.written(1, new byte[8192]);
            journal.written(0, new byte[8191]);
            journal.written(0, new byte[16384]);
            journal.checkpoint();
            assertThat(journal.safe()).isZero();
            assertThat(journal.exists()).isFalse();
        }
    }

    private ChunkJournal journal(FileChannel data) {
        FileHash hash = FileHash.of(Digests.sha256().digest(new byte[1]));
        ResumeKey key = ResumeKey.of(new byte[32], hash, hash, 4 << 20);
        return ChunkJournal.fresh(key, 0, data, () -> make("j"), steps::add, () -> nowNs, Runnable::run);
    }

    private FileChannel make(String name) throws IOException {
        return FileChannel.open(
                temp.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}
