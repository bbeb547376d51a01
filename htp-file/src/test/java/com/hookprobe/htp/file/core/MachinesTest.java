package com.hookprobe.htp.file.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.file.core.FileMessage.Decoded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachinesTest {
    private static final long HOUR_NS = Duration.ofHours(1).toNanos();
    private static final FileLimits LIMITS =
            FileLimits.DEFAULT.withRequests(10_000, 10_000).withWindowBytes(5 * 8192);

    @Test
    void manySeedsDeliverEveryFileUnchanged() {
        for (long seed = 0; seed < 60; seed++) {
            MachinePair pair = new MachinePair(seed, LIMITS);
            pair.reorderChunks = seed % 2 == 0;
            SplittableRandom random = new SplittableRandom(seed);
            List<byte[]> contents = new ArrayList<>();
            List<TransferKey> keys = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                byte[] content = new byte[random.nextInt(200_000)];
                random.nextBytes(content);
                contents.add(content);
                keys.add(pair.upload("f" + i + ".bin", content, 0, false, i % 2 == 0));
            }
            pair.run(HOUR_NS);
            List<TransferKey> reads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                assertThat(pair.outcomes.get(keys.get(i))).as("seed " + seed).isInstanceOf(FileEffect.Done.class);
                assertThat(pair.serverDisk.files.get("/f" + i + ".bin")).isEqualTo(contents.get(i));
                reads.add(pair.download("f" + i + ".bin", FileHash.NONE));
            }
            pair.run(2 * HOUR_NS);
            for (int i = 0; i < 8; i++) {
                assertThat(pair.outcomes.get(reads.get(i))).as("seed " + seed).isInstanceOf(FileEffect.Done.class);
                assertThat(pair.clientDisk.files.get("/f" + i + ".bin")).isEqualTo(contents.get(i));
            }
            assertSettled(pair);
            assertThat(pair.serverChunksWaitingMost).isLessThanOrEqualTo(8 * 5);
        }
    }

    @Test
    void sixteenTransfersHoldTheirWindowsAndNoMore() {
        MachinePair pair = new MachinePair(16, LIMITS);
        for (int i = 0; i < 16; i++) {
            pair.upload("f" + i + ".bin", new byte[3_000_000], 0, false, false);
        }
        pair.run(HOUR_NS);
        assertThat(pair.failedKeys()).isEmpty();
        assertThat(pair.serverDisk.files).hasSize(16);
        // Five chunks are a window here; a sender that ran ahead would pile up thousands.
        assertThat(pair.serverChunksWaitingMost).isBetween(16, 16 * 5);
        assertSettled(pair);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8192, 8193, 40960, 40961})
    void sizesAtTheEdges(int size) {
        MachinePair pair = new MachinePair(size, LIMITS);
        TransferKey up = pair.upload("a.bin", new byte[size], 0, false, false);
        pair.run(HOUR_NS);
        TransferKey down = pair.download("a.bin", FileHash.NONE);
        pair.run(2 * HOUR_NS);
        FileOutcome expected = new FileOutcome.Transferred(size, MemoryDisk.sha256(new byte[size]));
        assertThat(pair.outcomes.get(up)).isEqualTo(new FileEffect.Done(up, expected));
        assertThat(pair.outcomes.get(down)).isEqualTo(new FileEffect.Done(down, expected));
        assertSettled(pair);
    }

    @Test
    void everyDiskFailureEndsInOneErrorAndNothingHeld() {
        for (int failAt = 0; failAt < 24; failAt++) {
            MachinePair pair = new MachinePair(failAt, LIMITS);
            pair.serverDisk.failAfter = failAt;
            TransferKey up = pair.upload("a.bin", new byte[100_000], 0, false, false);
            pair.run(HOUR_NS);
            boolean done = pair.outcomes.get(up) instanceof FileEffect.Done;
            assertThat(pair.serverDisk.files.containsKey("/a.bin"))
                    .as("failure at " + failAt)
                    .isEqualTo(done);
            if (!done) {
                assertFailed(pair, up, FileErrorCode.IO_ERROR);
            }
            assertSettled(pair);
        }
    }

    @Test
    void everyDiskFailureOfAReaderEndsInOneErrorAndNothingHeld() {
        for (int failAt = 0; failAt < 40; failAt++) {
            MachinePair pair = new MachinePair(failAt, LIMITS);
            pair.serverDisk.files.put("/a.bin", new byte[100_000]);
            MemoryDisk failing = failAt % 2 == 0 ? pair.serverDisk : pair.clientDisk;
            failing.failAfter = failAt / 2;
            TransferKey down = pair.download("a.bin", FileHash.NONE);
            pair.run(HOUR_NS);
            boolean done = pair.outcomes.get(down) instanceof FileEffect.Done;
            assertThat(pair.clientDisk.files.containsKey("/a.bin"))
                    .as("failure at " + failAt)
                    .isEqualTo(done);
            assertSettled(pair);
        }
    }

    @Test
    void aMessageLostAnywhereEndsInATimeoutOnBothSides() {
        for (int lost = 0; lost < 12; lost++) {
            MachinePair pair = new MachinePair(lost, LIMITS);
            AtomicInteger left = new AtomicInteger(lost / 2);
            if (lost % 2 == 0) {
                pair.toServer = bytes -> left.getAndDecrement() == 0 ? null : bytes;
            } else {
                pair.toClient = bytes -> left.getAndDecrement() == 0 ? null : bytes;
            }
            TransferKey up = pair.upload("a.bin", new byte[100_000], 0, false, false);
            pair.run(HOUR_NS);
            assertThat(pair.outcomes).as("lost " + lost).containsKey(up);
            assertSettled(pair);
        }
    }

    @Test
    void aChangedChunkIsFoundByTheFullHash() {
        MachinePair pair = new MachinePair(1, LIMITS);
        pair.serverDisk.files.put("/old.bin", new byte[] {1});
        pair.toServer = bytes -> {
            byte[] copy = bytes.clone();
            if (copy[0] == FileOp.CHUNK.code() && copy[3] == 3) {
                copy[100] ^= 1;
            }
            return copy;
        };
        TransferKey known = pair.upload("a.bin", new byte[100_000], 0, false, true);
        TransferKey learnt = pair.upload("b.bin", new byte[100_000], 0, false, false);
        TransferKey update = pair.upload("old.bin", new byte[100_000], 0, true, false);
        pair.run(HOUR_NS);
        for (TransferKey key : List.of(known, learnt, update)) {
            assertFailed(pair, key, FileErrorCode.HASH_MISMATCH);
        }
        assertThat(pair.serverDisk.files).containsOnlyKeys("/old.bin");
        assertThat(pair.serverDisk.files.get("/old.bin")).containsExactly(1);
        assertSettled(pair);
    }

    @Test
    void theFourByteHashDecidesNothing() {
        // Same first four bytes, another hash: refused all the same.
        MachinePair pair = new MachinePair(1, LIMITS);
        byte[] wrong = MemoryDisk.sha256(new byte[10]).toBytes();
        wrong[31] ^= 1;
        FileHash forged = FileHash.of(wrong);
        ChunkPlan plan = ChunkPlan.of(10);
        FilePath path = MessageArbitraries.path("a.bin");
        pair.inject(new WriteRequest(5, false, FileFlags.VERIFY_HASH, plan, forged, path));
        pair.run(1_000_000_000);
        pair.inject(new ChunkData(Role.REQUESTER, 5, 0, 1, forged.prefix(), ChunkBytes.of(new byte[10])));
        pair.run(2_000_000_000);
        List<byte[]> seen = new ArrayList<>();
        pair.toClient = bytes -> {
            seen.add(bytes);
            return bytes;
        };
        pair.inject(new Complete(Role.REQUESTER, false, 5, plan, forged));
        pair.run(3_000_000_000L);
        assertThat(errors(seen)).containsExactly(FileErrorCode.HASH_MISMATCH);
        assertThat(pair.serverDisk.files).isEmpty();
    }

    @Test
    void readOfAnotherVersionIsRefused() {
        MachinePair pair = new MachinePair(1, LIMITS);
        pair.serverDisk.files.put("/a.bin", new byte[10]);
        TransferKey right = pair.download("a.bin", MemoryDisk.sha256(new byte[10]));
        TransferKey wrong = pair.download("a.bin", MemoryDisk.sha256(new byte[11]));
        pair.run(HOUR_NS);
        assertThat(pair.outcomes.get(right)).isInstanceOf(FileEffect.Done.class);
        assertFailed(pair, wrong, FileErrorCode.HASH_MISMATCH);
    }

    @Test
    void statListDelete() {
        MachinePair pair = new MachinePair(1, LIMITS);
        pair.serverDisk.files.put("/a.bin", new byte[10]);
        pair.serverDisk.files.put("/b.bin", new byte[20]);
        TransferKey stat = pair.ask(new ClientRequest.Describe(MessageArbitraries.path("a.bin"), true));
        TransferKey list = pair.ask(new ClientRequest.ListPage(FilePath.ROOT, "a.bin"));
        TransferKey delete = pair.ask(new ClientRequest.Remove(MessageArbitraries.path("b.bin")));
        pair.run(HOUR_NS);
        assertThat(pair.outcomes.get(stat))
                .isEqualTo(new FileEffect.Done(
                        stat, new FileOutcome.Described(new FileStat(false, 10, 1, MemoryDisk.sha256(new byte[10])))));
        assertThat(pair.outcomes.get(list))
                .isInstanceOfSatisfying(
                        FileEffect.Done.class,
                        done -> assertThat(((FileOutcome.Page) done.outcome()).entries())
                                .extracting(ListEntry::name)
                                .containsExactly("b.bin"));
        assertThat(pair.outcomes.get(delete)).isInstanceOf(FileEffect.Done.class);
        assertThat(pair.serverDisk.files).containsOnlyKeys("/a.bin");
        assertSettled(pair);
    }

    @Test
    void aClosedSessionFailsEverythingOnce() {
        MachinePair pair = new MachinePair(3, LIMITS);
        for (int i = 0; i < 20; i++) {
            pair.upload("f" + i + ".bin", new byte[100_000], 0, false, false);
        }
        pair.run(5_000_000);
        pair.client(pair.client.sessionClosed());
        pair.server(pair.server.sessionClosed(MachinePair.SERVER_SESSION));
        pair.run(HOUR_NS);
        assertThat(pair.failedKeys()).hasSize(20);
        assertSettled(pair);
        assertThat(pair.client.finished()).isTrue();
    }

    @Test
    void aCancelReachesTheOtherSide() {
        MachinePair pair = new MachinePair(3, LIMITS);
        TransferKey up = pair.upload("a.bin", new byte[300_000], 0, false, false);
        pair.run(30_000_000);
        pair.client(pair.client.cancel(up));
        pair.run(HOUR_NS / 60);
        assertFailed(pair, up, FileErrorCode.TRANSFER_CANCELLED);
        assertSettled(pair);
        assertThat(pair.serverDisk.files).isEmpty();
    }

    @Test
    void theClientKeepsToThePlacesAndTheBudgetByItself() {
        FileLimits few = FileLimits.DEFAULT.withRequests(10, 50).withTransfers(3, 64);
        MachinePair pair = new MachinePair(3, few);
        for (int i = 0; i < 200; i++) {
            pair.ask(new ClientRequest.ListPage(FilePath.ROOT, ""));
        }
        pair.run(HOUR_NS);
        assertThat(pair.outcomes).hasSize(200);
        assertThat(pair.failedKeys()).isEmpty();
        assertThat(pair.server.counters().refused()).isZero();
    }

    static void assertFailed(MachinePair pair, TransferKey key, FileErrorCode code) {
        assertThat(pair.outcomes.get(key))
                .isInstanceOfSatisfying(
                        FileEffect.Failed.class,
                        failed -> assertThat(failed.code()).as(failed.reason()).isEqualTo(code));
    }

    static List<FileErrorCode> errors(List<byte[]> messages) {
        return messages.stream()
                .map(FileMessage::decode)
                .map(decoded -> ((Decoded.Sound) decoded).message())
                .filter(ErrorMessage.class::isInstance)
                .map(message -> ((ErrorMessage) message).code())
                .toList();
    }

    private static void assertSettled(MachinePair pair) {
        assertThat(pair.server.active()).isZero();
        assertThat(pair.client.active()).isZero();
        assertThat(pair.serverDisk.openCount()).isZero();
        assertThat(pair.clientDisk.openCount()).isZero();
        assertThat(Arrays.asList(pair.server.nextDeadlineNs(), pair.client.nextDeadlineNs()))
                .containsOnly(Long.MAX_VALUE);
    }
}
