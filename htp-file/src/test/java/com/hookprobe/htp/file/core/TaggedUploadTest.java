package com.hookprobe.htp.file.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** HTP file F-50, F-52: an upload that is named by a tag goes on by it, and is judged by its SHA-256. */
class TaggedUploadTest {
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final byte[] CONTENT = new byte[300_000];
    private static final FileHash TAG = MemoryDisk.sha256(new byte[] {1});
    private static final FileHash OTHER_TAG = MemoryDisk.sha256(new byte[] {2});
    private static final int CHUNKS = ChunkPlan.of(CONTENT.length).totalChunks();

    static {
        new Random(4).nextBytes(CONTENT);
    }

    /** The pair of a second session; the first was lost after some chunks. */
    private static MachinePair interrupted() {
        MachinePair first = new MachinePair(1, FileLimits.DEFAULT);
        first.uploadTagged("a.bin", CONTENT, TAG);
        while (first.serverDisk.chunksWritten < 20) {
            first.run(first.nowNs + 1_000_000);
        }
        first.server(first.server.sessionClosed(MachinePair.SERVER_SESSION));
        first.client(first.client.sessionClosed());
        first.run(HOUR_NS);
        assertThat(first.serverDisk.keptCount()).isOne();
        return first.withNewSession(2);
    }

    @Test
    void itGoesOnAndNamesTheHashAtTheEnd() {
        MachinePair pair = interrupted();
        TransferKey key = pair.uploadTagged("a.bin", CONTENT, TAG);
        pair.run(2 * HOUR_NS);
        FileHash sha256 = MemoryDisk.sha256(CONTENT);
        assertThat(pair.outcomes.get(key))
                .isEqualTo(new FileEffect.Done(key, new FileOutcome.Transferred(CONTENT.length, sha256)));
        assertThat(pair.serverDisk.chunksWritten).as("each chunk once").isEqualTo(CHUNKS);
        assertThat(pair.serverDisk.files.get("/a.bin")).isEqualTo(CONTENT);
    }

    @Test
    void anotherTagStartsFromNothing() {
        MachinePair pair = interrupted();
        int before = pair.serverDisk.chunksWritten;
        pair.uploadTagged("a.bin", CONTENT, OTHER_TAG);
        pair.run(2 * HOUR_NS);
        assertThat(pair.serverDisk.chunksWritten - before).isEqualTo(CHUNKS);
        assertThat(pair.serverDisk.files.get("/a.bin")).isEqualTo(CONTENT);
    }

    @Test
    void aChangedFileUnderTheSameTagIsRefusedAndNothingOfItIsKept() {
        MachinePair pair = interrupted();
        byte[] changed = CONTENT.clone();
        changed[0] ^= 1;
        TransferKey key = pair.uploadTagged("a.bin", changed, TAG);
        pair.run(2 * HOUR_NS);
        MachinesTest.assertFailed(pair, key, FileErrorCode.HASH_MISMATCH);
        assertThat(pair.serverDisk.files).isEmpty();
        assertThat(pair.serverDisk.keptCount()).isZero();
        TransferKey again = pair.uploadTagged("a.bin", changed, TAG);
        pair.run(3 * HOUR_NS);
        assertThat(pair.outcomes.get(again)).isInstanceOf(FileEffect.Done.class);
        assertThat(pair.serverDisk.files.get("/a.bin")).isEqualTo(changed);
    }

    @Test
    void aTagNeedsTheOfferAndNoHash() {
        FilePath path = MessageArbitraries.path("a.bin");
        ChunkPlan plan = ChunkPlan.of(9);
        WriteRequest sound = new WriteRequest(1, false, 0, true, true, plan, TAG, FileHash.NONE, path);
        assertThat(sound.sha256()).isEqualTo(FileHash.NONE);
        byte[] bytes = sound.encode();
        assertThat(FileMessage.decode(bytes)).isEqualTo(new FileMessage.Decoded.Sound(sound));
        bytes[17] = 2;
        assertThat(FileMessage.decode(bytes)).as("without resume").isInstanceOf(FileMessage.Decoded.Refused.class);
        bytes[17] = 7;
        assertThat(FileMessage.decode(bytes)).as("unknown bit").isInstanceOf(FileMessage.Decoded.Refused.class);
        bytes[17] = 3;
        bytes[1] |= (byte) FileFlags.VERIFY_HASH;
        assertThat(FileMessage.decode(bytes)).as("says it is a hash").isInstanceOf(FileMessage.Decoded.Refused.class);
        assertThatThrownBy(() -> new WriteRequest(1, false, 0, false, true, plan, TAG, FileHash.NONE, path))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClientRequest.Upload(path, false, 0, 9, TAG, true, TAG, FileHash.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
