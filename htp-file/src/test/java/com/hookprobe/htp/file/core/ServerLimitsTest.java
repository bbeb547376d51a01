package com.hookprobe.htp.file.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one bad peer can do to the server: each limit at its value and one beyond. */
class ServerLimitsTest {
    private static final long SESSION = MachinePair.SERVER_SESSION;
    private static final FilePath PATH = MessageArbitraries.path("a.bin");
    private static final long SECOND_NS = 1_000_000_000L;

    private FileLimits limits = FileLimits.DEFAULT.withRequests(10_000, 10_000).withWindowBytes(4 * 8192);
    private FileServerMachine server;

    @BeforeEach
    void open() {
        open(limits);
    }

    private void open(FileLimits use) {
        limits = use;
        server = new FileServerMachine(limits);
        server.sessionOpened(SESSION, "node", 0);
    }

    @Test
    void seventeenthTransferOfASessionIsRefused() {
        for (int i = 0; i < 16; i++) {
            assertThat(message(create(i, 10))).hasOnlyElementsOfType(FileEffect.OpenForWrite.class);
        }
        assertThat(error(message(create(16, 10)))).isEqualTo(FileErrorCode.QUOTA_EXCEEDED);
        release(0);
        assertThat(message(create(16, 10))).hasOnlyElementsOfType(FileEffect.OpenForWrite.class);
    }

    /** Ends transfer i by a cancel and carries out its release. */
    private void release(int fileId) {
        TransferKey key = new TransferKey(SESSION, fileId);
        assertThat(message(cancel(fileId))).containsExactly(new FileEffect.Release(key));
        server.disk(key, new DiskResult.Opened(new FileStat(false, 0, 0, FileHash.NONE)), 0);
        server.disk(key, new DiskResult.Released(), 0);
    }

    @Test
    void startingAndCancellingHoldsThePlaceUntilTheDiskIsDone() {
        for (int i = 0; i < 16; i++) {
            message(create(i, 10));
            message(cancel(i));
        }
        assertThat(error(message(create(99, 10)))).isEqualTo(FileErrorCode.QUOTA_EXCEEDED);
    }

    @Test
    void sixtyFifthTransferOfTheProcessIsRefused() {
        for (int session = 1; session <= 4; session++) {
            server.sessionOpened(session, "n" + session, 0);
            for (int i = 0; i < 16; i++) {
                server.message(session, create(i, 10).encode(), 0);
            }
        }
        assertThat(server.active()).isEqualTo(64);
        assertThat(error(message(create(1, 10)))).isEqualTo(FileErrorCode.QUOTA_EXCEEDED);
    }

    @Test
    void oneGibibyteIsTakenAndOneByteMoreIsNot() {
        assertThat(message(create(1, 1L << 30))).hasOnlyElementsOfType(FileEffect.OpenForWrite.class);
        assertThat(error(message(create(2, (1L << 30) + 1)))).isEqualTo(FileErrorCode.QUOTA_EXCEEDED);
    }

    @Test
    void theDailyBudgetIsPerNodeAndComesBackAfterADay() {
        open(limits.withBytesPerNodePerDay(1000));
        server.sessionOpened(2, "other", 0);
        server.sessionOpened(3, "node", 0);
        assertThat(message(create(1, 600))).hasOnlyElementsOfType(FileEffect.OpenForWrite.class);
        assertThat(error(message(create(2, 401)))).isEqualTo(FileErrorCode.QUOTA_EXCEEDED);
        assertThat(message(create(2, 400))).hasOnlyElementsOfType(FileEffect.OpenForWrite.class);
        assertThat(error(server.message(3, create(7, 1).encode(), 0)))
                .as("another session of the same node")
                .isEqualTo(FileErrorCode.QUOTA_EXCEEDED);
        assertThat(server.message(2, create(7, 1).encode(), 0)).hasOnlyElementsOfType(FileEffect.OpenForWrite.class);
        assertThat(error(server.message(3, create(8, 1).encode(), DailyBudget.DAY_NS - 1)))
                .isEqualTo(FileErrorCode.QUOTA_EXCEEDED);
        assertThat(server.message(3, create(8, 1).encode(), DailyBudget.DAY_NS))
                .hasOnlyElementsOfType(FileEffect.OpenForWrite.class);
    }

    @Test
    void theFiftyFirstRequestAtOnceIsRefusedAndOneComesBackEachTenthOfASecond() {
        open(FileLimits.DEFAULT.withTransfers(1024, 1024));
        for (int i = 0; i < 50; i++) {
            assertThat(message(stat(i))).hasOnlyElementsOfType(FileEffect.Stat.class);
        }
        assertThat(error(message(stat(50)))).isEqualTo(FileErrorCode.QUOTA_EXCEEDED);
        assertThat(error(server.message(SESSION, stat(51).encode(), SECOND_NS / 10 - 1)))
                .isEqualTo(FileErrorCode.QUOTA_EXCEEDED);
        assertThat(server.message(SESSION, stat(52).encode(), SECOND_NS / 10))
                .hasOnlyElementsOfType(FileEffect.Stat.class);
    }

    @Test
    void aPeerThatNeverAcknowledgesIsNotAnsweredForEver() {
        open(FileLimits.DEFAULT.withRequests(1, 1));
        message(stat(0));
        int answers = 0;
        List<FileEffect> effects = message(stat(1));
        long bytes = 0;
        for (; !effects.isEmpty(); effects = message(stat(answers))) {
            bytes += ((FileEffect.Send) effects.get(0)).message().length;
            answers++;
            assertThat(bytes).isLessThanOrEqualTo(FileServerMachine.UNREAD_BYTES_MAX);
        }
        assertThat(answers).isBetween(1000, 10_000);
        assertThat(server.counters().dropped()).isEqualTo(1);
    }

    @Test
    void chunksInsideTheWindowAreTakenAndOneBeyondEndsTheTransfer() {
        open(1, 100_000);
        for (int i = 0; i < 4; i++) {
            assertThat(message(chunk(1, 13, i, 8192))).hasOnlyElementsOfType(FileEffect.WriteChunk.class);
        }
        message(chunk(1, 13, 4, 8192));
        assertEnds(1, FileErrorCode.INVALID_OPERATION);
    }

    @Test
    void seedDefectMoreBytesThanDeclaredAreNotWritten() {
        open(1, 5);
        message(chunk(1, 1, 0, 8192));
        assertEnds(1, FileErrorCode.INTEGRITY_FAILURE);
    }

    @Test
    void aChunkTwiceEndsTheTransfer() {
        open(1, 100_000);
        message(chunk(1, 13, 2, 8192));
        message(chunk(1, 13, 2, 8192));
        assertEnds(1, FileErrorCode.INVALID_OPERATION);
    }

    @Test
    void aChunkOfAnotherTotalOrVersionEndsTheTransfer() {
        open(1, 100_000);
        message(chunk(1, 14, 0, 8192));
        assertEnds(1, FileErrorCode.INVALID_OPERATION);
        open(2, 100_000);
        message(new ChunkData(Role.REQUESTER, 2, 0, 13, 77, ChunkBytes.of(new byte[8192])));
        assertEnds(2, FileErrorCode.HASH_MISMATCH);
    }

    @Test
    void completeBeforeTheLastChunkIsWrittenEndsTheTransfer() {
        open(1, 8193);
        message(chunk(1, 2, 0, 8192));
        message(chunk(1, 2, 1, 1));
        disk(1, new DiskResult.Written(0));
        message(new Complete(Role.REQUESTER, false, 1, ChunkPlan.of(8193), MemoryDisk.sha256(new byte[8193])));
        server.disk(new TransferKey(SESSION, 1), new DiskResult.Written(1), 0);
        assertEnds(1, FileErrorCode.CHUNK_MISSING);
    }

    @Test
    void chunksBeforeTheAnswerEndTheTransfer() {
        message(create(1, 10));
        message(chunk(1, 1, 0, 10));
        server.disk(new TransferKey(SESSION, 1), opened(), 0);
        assertEnds(1, FileErrorCode.INVALID_OPERATION);
    }

    @Test
    void anIdUsedTwiceEndsTheTransfer() {
        open(1, 10);
        message(create(1, 10));
        assertEnds(1, FileErrorCode.INVALID_OPERATION);
    }

    @Test
    void flagsThatAreNotForTheOperationAreRefused() {
        for (int flag : new int[] {FileFlags.ENCRYPTED, FileFlags.APPEND, FileFlags.RECURSIVE}) {
            byte[] bytes = create(flag, 10).encode();
            bytes[1] |= (byte) flag;
            assertThat(error(server.message(SESSION, bytes, 0))).isEqualTo(FileErrorCode.INVALID_OPERATION);
        }
        int[] notForUpdate = {FileFlags.ENCRYPTED, FileFlags.RECURSIVE, FileFlags.CREATE_DIRS, FileFlags.OVERWRITE};
        for (int flag : notForUpdate) {
            byte[] bytes = new WriteRequest(flag, true, 0, ChunkPlan.of(10), FileHash.NONE, PATH).encode();
            bytes[1] |= (byte) flag;
            assertThat(error(server.message(SESSION, bytes, 0))).isEqualTo(FileErrorCode.INVALID_OPERATION);
        }
        byte[] recursive = new QueryRequest(9, false, false, PATH).encode();
        recursive[1] = FileFlags.RECURSIVE;
        assertThat(error(server.message(SESSION, recursive, 0))).isEqualTo(FileErrorCode.INVALID_OPERATION);
    }

    @Test
    void ifHashIsForUpdatesAndForDeletesOfOneFile() {
        byte[] hash = new byte[32];
        hash[31] = 1;
        byte[] create = create(1, 10).encode();
        System.arraycopy(hash, 0, create, 64, 32);
        byte[] stat = new QueryRequest(2, false, false, PATH).encode();
        System.arraycopy(hash, 0, stat, 20, 32);
        byte[] tree = new QueryRequest(3, true, false, true, FileHash.NONE, PATH).encode();
        System.arraycopy(hash, 0, tree, 20, 32);
        FileHash known = FileHash.of(hash);
        byte[] append = new WriteRequest(4, true, FileFlags.VERIFY_HASH, ChunkPlan.of(1), known, PATH).encode();
        append[1] |= FileFlags.APPEND;
        append[17] = 1;
        for (byte[] bytes : new byte[][] {create, stat, tree, append}) {
            assertThat(error(server.message(SESSION, bytes, 0))).isEqualTo(FileErrorCode.INVALID_OPERATION);
        }
    }

    @Test
    void seedDefectDeletingTheRootIsAnInvalidPath() {
        for (String root : new String[] {"/", "", "//", ".", "/."}) {
            byte[] name = root.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            byte[] bytes = new QueryRequest(9, true, false, MessageArbitraries.path("x")).encode();
            bytes[1] = (byte) (root.length() % 2 == 0 ? FileFlags.RECURSIVE : 0);
            byte[] changed = java.util.Arrays.copyOf(bytes, bytes.length - 1 + name.length);
            changed[19] = (byte) name.length;
            System.arraycopy(name, 0, changed, changed.length - name.length, name.length);
            assertThat(error(server.message(SESSION, changed, 0))).isEqualTo(FileErrorCode.INVALID_PATH);
        }
    }

    @Test
    void strangersAndLateMessagesAreDropped() {
        assertThat(server.message(55, create(1, 10).encode(), 0)).isEmpty();
        assertThat(message(chunk(1, 1, 0, 10))).isEmpty();
        assertThat(message(cancel(1))).isEmpty();
        assertThat(message(new DeleteReply(1))).as("not for a server").isEmpty();
        assertThat(server.message(SESSION, new byte[3], 0)).isEmpty();
        assertThat(server.counters().dropped()).isEqualTo(5);
    }

    @Test
    void aTransferThatStandsStillEndsAtTheTimeout() {
        open(1, 100_000);
        long timeoutNs = limits.progressTimeout().toNanos();
        assertThat(server.nextDeadlineNs()).isEqualTo(timeoutNs);
        assertThat(server.tick(timeoutNs - 1)).isEmpty();
        assertThat(server.tick(timeoutNs)).containsExactly(new FileEffect.Release(new TransferKey(SESSION, 1), true));
        assertEnds(1, FileErrorCode.TIMEOUT);
    }

    @Test
    void aTransferThatTricklesEndsAtItsLifetime() {
        open(1, 100_000);
        long stepNs = Duration.ofSeconds(200).toNanos();
        long nowNs = 0;
        List<FileEffect> ended = List.of();
        for (int i = 0; i < 13 && ended.isEmpty(); i++) {
            nowNs += stepNs;
            ended = server.tick(nowNs);
            if (ended.isEmpty()) {
                server.message(SESSION, chunk(1, 13, i, i == 12 ? 1696 : 8192).encode(), nowNs);
                server.disk(new TransferKey(SESSION, 1), new DiskResult.Written(i), nowNs);
            }
        }
        assertThat(ended).containsExactly(new FileEffect.Release(new TransferKey(SESSION, 1), true));
        assertThat(nowNs).isEqualTo(2 * stepNs);
    }

    private void open(int fileId, long size) {
        assertThat(message(create(fileId, size))).hasOnlyElementsOfType(FileEffect.OpenForWrite.class);
        disk(fileId, opened());
    }

    private void assertEnds(int fileId, FileErrorCode code) {
        TransferKey key = new TransferKey(SESSION, fileId);
        List<FileEffect> out = new ArrayList<>(server.disk(key, new DiskResult.Released(), 0));
        assertThat(error(out)).isEqualTo(code);
        assertThat(server.active()).isZero();
    }

    private void disk(int fileId, DiskResult result) {
        assertThat(server.disk(new TransferKey(SESSION, fileId), result, 0))
                .hasOnlyElementsOfType(FileEffect.Send.class);
    }

    private List<FileEffect> message(FileMessage message) {
        return server.message(SESSION, message.encode(), 0);
    }

    private static DiskResult opened() {
        return new DiskResult.Opened(new FileStat(false, 0, 0, FileHash.NONE));
    }

    private static FileErrorCode error(List<FileEffect> effects) {
        assertThat(effects).hasSize(1);
        byte[] bytes = ((FileEffect.Send) effects.get(0)).message();
        return ((ErrorMessage) ((FileMessage.Decoded.Sound) FileMessage.decode(bytes)).message()).code();
    }

    private static WriteRequest create(int fileId, long size) {
        return new WriteRequest(fileId, false, 0, ChunkPlan.of(size), FileHash.NONE, PATH);
    }

    private static QueryRequest stat(int fileId) {
        return new QueryRequest(fileId, false, false, PATH);
    }

    private static ErrorMessage cancel(int fileId) {
        return new ErrorMessage(Role.REQUESTER, fileId, FileErrorCode.TRANSFER_CANCELLED, FileOp.CREATE, "cancelled");
    }

    private static ChunkData chunk(int fileId, int total, int index, int length) {
        return new ChunkData(Role.REQUESTER, fileId, index, total, 0, ChunkBytes.of(new byte[length]));
    }
}
