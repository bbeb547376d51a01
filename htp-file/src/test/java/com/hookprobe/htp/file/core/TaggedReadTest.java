package com.hookprobe.htp.file.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** HTP file F-46: a read that begins with a tag is judged by the SHA-256 that comes at its end. */
class TaggedReadTest {
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final byte[] CONTENT = new byte[300_000];
    private static final FileHash TAG = MemoryDisk.sha256(new byte[] {1});
    private static final FileHash OTHER_TAG = MemoryDisk.sha256(new byte[] {2});
    private static final FileHash HASH;
    private static final int CHUNKS = ChunkPlan.of(CONTENT.length).totalChunks();

    static {
        new Random(4).nextBytes(CONTENT);
        HASH = MemoryDisk.sha256(CONTENT);
    }

    private final List<ReadReply> replies = new ArrayList<>();
    private int hashStepsAtReply;

    private MachinePair pair() {
        MachinePair pair = new MachinePair(1, FileLimits.DEFAULT);
        pair.serverDisk.files.put("/a.bin", CONTENT);
        pair.serverDisk.tags.put("/a.bin", TAG);
        return watched(pair);
    }

    private MachinePair watched(MachinePair pair) {
        pair.toClient = bytes -> {
            if (FileMessage.decode(bytes) instanceof FileMessage.Decoded.Sound sound
                    && sound.message() instanceof ReadReply reply) {
                replies.add(reply);
                hashStepsAtReply = pair.serverDisk.hashSteps;
            }
            return bytes;
        };
        return pair;
    }

    private static void assertWhole(MachinePair pair, TransferKey key) {
        assertThat(pair.outcomes.get(key))
                .isEqualTo(new FileEffect.Done(key, new FileOutcome.Transferred(CONTENT.length, HASH)));
        assertThat(pair.clientDisk.files.get("/a.bin")).isEqualTo(CONTENT);
    }

    /** A second session; the first was lost after some chunks. */
    private MachinePair interrupted() {
        MachinePair first = pair();
        first.download("a.bin", FileHash.NONE);
        while (first.clientDisk.chunksWritten < 20) {
            first.run(first.nowNs + 1_000_000);
        }
        first.client(first.client.sessionClosed());
        first.server(first.server.sessionClosed(MachinePair.SERVER_SESSION));
        first.run(HOUR_NS);
        assertThat(first.clientDisk.keptCount()).isOne();
        return watched(first.withNewSession(2));
    }

    private static TransferKey goOn(MachinePair pair) {
        TransferKey key = pair.client.reserve();
        long size = pair.clientDisk.takePart(key, "/a.bin", TAG);
        FilePath path = MessageArbitraries.path("a.bin");
        return pair.submit(key, new ClientRequest.Download(path, TAG, Long.MAX_VALUE, true, size));
    }

    @Test
    void theFirstByteNeedNotWaitForTheHash() {
        MachinePair pair = pair();
        TransferKey key = pair.download("a.bin", FileHash.NONE);
        pair.run(HOUR_NS);
        assertWhole(pair, key);
        assertThat(replies).singleElement().satisfies(reply -> {
            assertThat(reply.tagged()).isTrue();
            assertThat(reply.version()).isEqualTo(TAG);
            assertThat(reply.sha256()).isEqualTo(FileHash.NONE);
        });
        assertThat(hashStepsAtReply).isZero();
    }

    @Test
    void aHashThatIsKnownIsToldAtOnce() {
        MachinePair pair = pair();
        pair.serverDisk.known.put(CONTENT, HASH);
        TransferKey key = pair.download("a.bin", FileHash.NONE);
        pair.run(HOUR_NS);
        assertWhole(pair, key);
        assertThat(replies).singleElement().extracting(ReadReply::sha256).isEqualTo(HASH);
        assertThat(pair.serverDisk.hashSteps).isZero();
    }

    @Test
    void whoAsksForAHashGetsItFirst() {
        MachinePair pair = pair();
        TransferKey right = pair.download("a.bin", HASH);
        pair.run(HOUR_NS);
        assertWhole(pair, right);
        assertThat(replies).singleElement().extracting(ReadReply::sha256).isEqualTo(HASH);
        TransferKey wrong = pair.download("a.bin", OTHER_TAG);
        pair.run(2 * HOUR_NS);
        MachinesTest.assertFailed(pair, wrong, FileErrorCode.HASH_MISMATCH);
    }

    @Test
    void aPartGoesOnByItsTagAlsoWhenTheHashIsKnownByNow() {
        for (boolean known : new boolean[] {false, true}) {
            MachinePair pair = interrupted();
            if (known) {
                pair.serverDisk.known.put(CONTENT, HASH);
            }
            TransferKey key = goOn(pair);
            pair.run(2 * HOUR_NS);
            assertWhole(pair, key);
            assertThat(pair.clientDisk.chunksWritten).as("each chunk once").isEqualTo(CHUNKS);
        }
    }

    @Test
    void aPartOfAnotherVersionIsNotGoneOnWith() {
        MachinePair pair = interrupted();
        pair.serverDisk.tags.put("/a.bin", OTHER_TAG);
        TransferKey key = goOn(pair);
        pair.run(2 * HOUR_NS);
        MachinesTest.assertFailed(pair, key, FileErrorCode.HASH_MISMATCH);
    }

    @Test
    void aChangedFileUnderTheSameTagIsNoticedAndNothingOfItIsKept() {
        MachinePair pair = interrupted();
        byte[] changed = CONTENT.clone();
        changed[0] ^= 1;
        pair.serverDisk.files.put("/a.bin", changed);
        TransferKey key = goOn(pair);
        pair.run(2 * HOUR_NS);
        MachinesTest.assertFailed(pair, key, FileErrorCode.HASH_MISMATCH);
        assertThat(pair.clientDisk.files).isEmpty();
        assertThat(pair.clientDisk.keptCount()).isZero();
    }

    @Test
    void aServerThatAnswersAWantedHashWithATagIsRefused() {
        MachinePair pair = pair();
        pair.serverDisk.tags.put("/a.bin", HASH);
        pair.serverDisk.files.put("/a.bin", new byte[CONTENT.length]);
        TransferKey key = pair.download("a.bin", HASH);
        pair.run(HOUR_NS);
        assertThat(replies).singleElement().extracting(ReadReply::tagged).isEqualTo(true);
        MachinesTest.assertFailed(pair, key, FileErrorCode.HASH_MISMATCH);
        assertThat(pair.clientDisk.files).isEmpty();
    }

    @Test
    void unknownFeaturesAreRefused() {
        byte[] bytes = new ReadReply(1, ChunkPlan.of(9), 0, true, TAG).encode();
        for (int features : new int[] {1, 3, 4, 0xFF}) {
            bytes[17] = (byte) features;
            assertThat(FileMessage.decode(bytes)).isInstanceOf(FileMessage.Decoded.Refused.class);
        }
    }
}
