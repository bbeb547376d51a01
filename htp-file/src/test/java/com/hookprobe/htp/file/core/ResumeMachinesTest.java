package com.hookprobe.htp.file.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** HTP file F-50 to F-58: what is there already is not sent again, and nothing else is taken for it. */
class ResumeMachinesTest {
    private static final long HOUR_NS = Duration.ofHours(1).toNanos();
    private static final int CHUNKS = 40;
    private static final byte[] CONTENT = content();
    private static final FileHash HASH = MemoryDisk.sha256(CONTENT);
    private static final FileLimits LIMITS =
            FileLimits.DEFAULT.withRequests(10_000, 10_000).withWindowBytes(5 * 8192);

    private static byte[] content() {
        byte[] content = new byte[CHUNKS * 8192 - 100];
        new SplittableRandom(5).nextBytes(content);
        return content;
    }

    @Test
    void anUploadInterruptedAnywhereSendsTheRestOnly() {
        for (int cut = 0; cut < CHUNKS; cut += 3) {
            MachinePair first = new MachinePair(cut, LIMITS);
            first.reorderChunks = cut % 2 == 0;
            upload(first, FileHash.NONE);
            runUntilWritten(first, cut);
            first.server(first.server.sessionClosed(MachinePair.SERVER_SESSION));
            first.client(first.client.sessionClosed());
            first.run(HOUR_NS);
            int before = first.serverDisk.chunksWritten;

            MachinePair second = first.withNewSession(cut + 100);
            TransferKey again = upload(second, HASH);
            second.run(2 * HOUR_NS);
            assertThat(second.outcomes.get(again)).as("cut " + cut).isInstanceOf(FileEffect.Done.class);
            assertThat(second.serverDisk.files.get("/a.bin")).isEqualTo(CONTENT);
            assertThat(second.serverDisk.chunksWritten).as("each chunk once").isEqualTo(CHUNKS);
            assertThat(before).isBetween(cut, CHUNKS);
            assertThat(second.serverDisk.keptCount()).isZero();
        }
    }

    @Test
    void aLaterSessionTakesOverFromOneNotYetKnownToBeDead() {
        MachinePair pair = new MachinePair(1, LIMITS);
        upload(pair, HASH);
        runUntilWritten(pair, 10);
        pair.client(pair.client.sessionClosed());
        MachinePair second = pair.withNewSession(2);
        TransferKey again = upload(second, HASH);
        second.run(2 * HOUR_NS);
        assertThat(second.outcomes.get(again)).isInstanceOf(FileEffect.Done.class);
        assertThat(second.serverDisk.chunksWritten).isEqualTo(CHUNKS);
        assertThat(second.server.active()).isZero();
    }

    @Test
    void anotherNodeEndsNobodysTransfer() {
        MachinePair pair = new MachinePair(1, LIMITS);
        TransferKey upload = upload(pair, HASH);
        runUntilWritten(pair, 10);
        pair.server.sessionOpened(77, "another node", pair.nowNs);
        FilePath path = MessageArbitraries.path("a.bin");
        ChunkPlan plan = ChunkPlan.of(CONTENT.length);
        WriteRequest same = new WriteRequest(5, false, FileFlags.VERIFY_HASH, true, plan, HASH, FileHash.NONE, path);
        List<FileEffect> effects = pair.server.message(77, same.encode(), pair.nowNs);
        assertThat(effects).singleElement().isInstanceOf(FileEffect.OpenForWrite.class);
        pair.run(HOUR_NS);
        assertThat(pair.outcomes.get(upload)).isInstanceOf(FileEffect.Done.class);
    }

    @Test
    void anotherNodeAnotherHashOrNoOfferResumesNothing() {
        for (String other : List.of("hash", "path", "no offer")) {
            MachinePair first = new MachinePair(1, LIMITS);
            upload(first, HASH);
            runUntilWritten(first, 20);
            first.server(first.server.sessionClosed(MachinePair.SERVER_SESSION));
            first.run(HOUR_NS);
            int before = first.serverDisk.chunksWritten;
            MachinePair second = first.withNewSession(7);
            byte[] content = CONTENT.clone();
            content[0] ^= other.equals("hash") ? 1 : 0;
            String path = other.equals("path") ? "b.bin" : "a.bin";
            TransferKey key = second.upload(path, content, 0, false, true, !other.equals("no offer"));
            second.run(2 * HOUR_NS);
            assertThat(second.outcomes.get(key)).as(other).isInstanceOf(FileEffect.Done.class);
            assertThat(second.serverDisk.chunksWritten - before).as(other).isEqualTo(CHUNKS);
        }
    }

    @Test
    void whatIsHeldIsNotChargedToTheDayTwice() {
        FileLimits tight = LIMITS.withBytesPerNodePerDay(2L * CONTENT.length);
        MachinePair pair = new MachinePair(1, tight);
        upload(pair, HASH);
        runUntilWritten(pair, 30);
        for (int session = 0; session < 4; session++) {
            pair.server(pair.server.sessionClosed(MachinePair.SERVER_SESSION + session));
            pair.run(pair.nowNs + HOUR_NS);
            pair = pair.withNewSession(session);
            upload(pair, HASH);
            runUntilWritten(pair, 31 + session);
        }
        pair.run(pair.nowNs + HOUR_NS);
        assertThat(pair.failedKeys()).isEmpty();
        assertThat(pair.serverDisk.files).containsKey("/a.bin");
        TransferKey more = pair.upload("b.bin", CONTENT, 0, false, true, true);
        pair.run(pair.nowNs + HOUR_NS);
        MachinesTest.assertFailed(pair, more, FileErrorCode.QUOTA_EXCEEDED);
    }

    @Test
    void aDownloadInterruptedAnywhereFetchesTheRestOnly() {
        for (int cut = 1; cut < CHUNKS; cut += 3) {
            MachinePair first = new MachinePair(cut, LIMITS);
            first.serverDisk.files.put("/a.bin", CONTENT);
            first.download("a.bin", FileHash.NONE);
            while (first.clientDisk.chunksWritten < cut) {
                first.run(first.nowNs + 1_000_000);
            }
            first.client(first.client.sessionClosed());
            first.server(first.server.sessionClosed(MachinePair.SERVER_SESSION));
            first.run(HOUR_NS);

            MachinePair second = first.withNewSession(cut + 100);
            TransferKey again = resumeDownload(second);
            second.run(2 * HOUR_NS);
            assertThat(second.outcomes.get(again)).as("cut " + cut).isInstanceOf(FileEffect.Done.class);
            assertThat(second.clientDisk.files.get("/a.bin")).isEqualTo(CONTENT);
            assertThat(second.clientDisk.chunksWritten).as("each chunk once").isEqualTo(CHUNKS);
        }
    }

    @Test
    void whoseRightsEndInTheMidstGoesOnWhenTheyComeBack() {
        boolean[] allowed = {true};
        MachinePair first = new MachinePair(1, LIMITS, node -> allowed[0] ? Rights.ALL : Rights.NONE);
        first.serverDisk.files.put("/a.bin", CONTENT);
        TransferKey down = first.download("a.bin", FileHash.NONE);
        TransferKey up = first.upload("b.bin", CONTENT, 0, false, true, true);
        while (Math.min(first.clientDisk.chunksWritten, first.serverDisk.chunksWritten) < 5) {
            first.run(first.nowNs + 1_000_000);
        }
        UnaryOperator<byte[]> stalls = bytes -> bytes[0] == FileOp.CHUNK.code() ? null : bytes;
        first.toClient = stalls;
        first.toServer = stalls;
        allowed[0] = false;
        first.run(first.nowNs + 2_000_000_000L);
        for (TransferKey key : List.of(down, up)) {
            first.inject(new ChunkAck(Role.REQUESTER, key.fileId(), CHUNKS, HASH.prefix(), 0));
        }
        first.run(HOUR_NS);
        MachinesTest.assertFailed(first, down, FileErrorCode.PERMISSION_DENIED);
        MachinesTest.assertFailed(first, up, FileErrorCode.PERMISSION_DENIED);
        allowed[0] = true;
        MachinePair second = first.withNewSession(2);
        List<TransferKey> again =
                List.of(resumeDownload(second), second.upload("b.bin", CONTENT, 0, false, true, true));
        second.run(2 * HOUR_NS);
        assertThat(again).allSatisfy(key -> assertThat(second.outcomes.get(key)).isInstanceOf(FileEffect.Done.class));
        assertThat(second.clientDisk.chunksWritten).as("each chunk once").isEqualTo(CHUNKS);
        assertThat(second.serverDisk.chunksWritten).as("each chunk once").isEqualTo(CHUNKS);
    }

    @Test
    void aDownloadOfAVersionThatIsGoneIsRefused() {
        MachinePair first = new MachinePair(1, LIMITS);
        first.serverDisk.files.put("/a.bin", CONTENT);
        first.download("a.bin", FileHash.NONE);
        while (first.clientDisk.chunksWritten < 20) {
            first.run(first.nowNs + 1_000_000);
        }
        first.client(first.client.sessionClosed());
        first.run(HOUR_NS);
        MachinePair second = first.withNewSession(2);
        second.serverDisk.files.put("/a.bin", new byte[CONTENT.length]);
        TransferKey again = resumeDownload(second);
        second.run(2 * HOUR_NS);
        MachinesTest.assertFailed(second, again, FileErrorCode.HASH_MISMATCH);
        assertThat(second.clientDisk.files).isEmpty();
        assertThat(second.clientDisk.keptCount())
                .as("a part of nothing is not kept")
                .isZero();
    }

    @Test
    void aReadStartsAtAChunkOrNotAtAll() {
        for (long offset : new long[] {1, 8191, 8193, CONTENT.length - 1, CONTENT.length + 1, 1L << 40}) {
            MachinePair pair = new MachinePair(1, LIMITS);
            pair.serverDisk.files.put("/a.bin", CONTENT);
            List<byte[]> seen = new ArrayList<>();
            pair.toClient = bytes -> {
                seen.add(bytes);
                return bytes;
            };
            pair.inject(new ReadRequest(1, false, offset, 1 << 20, HASH, MessageArbitraries.path("a.bin")));
            pair.run(1_000_000_000);
            assertThat(MachinesTest.errors(seen))
                    .as("offset " + offset)
                    .containsExactly(FileErrorCode.INVALID_OPERATION);
        }
    }

    @Test
    void aServerThatResumesWhatWasNotOfferedOrHoldsTooMuchIsRefused() {
        FileMessage.Decoded noOffer = reply(4, true, 0, 1);
        assertThat(noOffer).isInstanceOf(FileMessage.Decoded.Sound.class);
        assertThat(reply(4, false, 0, 1)).isInstanceOf(FileMessage.Decoded.Refused.class);
        assertThat(reply(4, true, 0, 5)).isInstanceOf(FileMessage.Decoded.Refused.class);
        assertThat(reply(4, true, 4, 1)).isInstanceOf(FileMessage.Decoded.Refused.class);
        assertThat(reply(4, true, 0, 0)).isInstanceOf(FileMessage.Decoded.Refused.class);
        assertThat(reply(4, true, 0, 1, 1, 1)).as("they touch").isInstanceOf(FileMessage.Decoded.Refused.class);
        assertThat(reply(4, true, 2, 1, 0, 1)).as("they go back").isInstanceOf(FileMessage.Decoded.Refused.class);
        assertThat(reply(4, true, -1, 1)).isInstanceOf(FileMessage.Decoded.Refused.class);

        MachinePair pair = new MachinePair(1, LIMITS);
        pair.toClient = bytes -> {
            if (bytes[0] == FileOp.CREATE.code()) {
                bytes[17] = 1;
            }
            return bytes;
        };
        TransferKey key = pair.upload("a.bin", CONTENT, 0, false, true, false);
        pair.run(HOUR_NS);
        MachinesTest.assertFailed(pair, key, FileErrorCode.INVALID_OPERATION);
    }

    private static FileMessage.Decoded reply(int total, boolean resume, int... ranges) {
        byte[] plain = new WriteReply(1, false, total, 9).encode();
        java.nio.ByteBuffer out = java.nio.ByteBuffer.allocate(plain.length + 4 * ranges.length);
        out.put(plain);
        for (int field : ranges) {
            out.putInt(field);
        }
        out.put(17, (byte) (resume ? 1 : 0)).putShort(18, (short) (ranges.length / 2));
        return FileMessage.decode(out.array());
    }

    @Test
    void aResumeOfferNeedsTheHash() {
        byte[] request = new WriteRequest(1, false, 0, ChunkPlan.of(9), FileHash.NONE, MessageArbitraries.path("a.bin"))
                .encode();
        request[17] = 1;
        assertThat(FileMessage.decode(request)).isInstanceOf(FileMessage.Decoded.Refused.class);
        request[17] = 2;
        assertThat(FileMessage.decode(request)).isInstanceOf(FileMessage.Decoded.Refused.class);
    }

    private static TransferKey upload(MachinePair pair, FileHash known) {
        return pair.upload("a.bin", CONTENT, 0, false, known.known(), true);
    }

    private static TransferKey resumeDownload(MachinePair pair) {
        TransferKey key = pair.client.reserve();
        long size = pair.clientDisk.takePart(key, "/a.bin", HASH);
        assertThat(size).isEqualTo(CONTENT.length);
        FilePath path = MessageArbitraries.path("a.bin");
        return pair.submit(key, new ClientRequest.Download(path, HASH, Long.MAX_VALUE, true, size));
    }

    private static void runUntilWritten(MachinePair pair, int chunks) {
        for (int step = 0; pair.serverDisk.chunksWritten < chunks; step++) {
            assertThat(step).as("steps until " + chunks + " chunks are written").isLessThan(10_000);
            pair.run(pair.nowNs + 1_000_000);
        }
    }
}
