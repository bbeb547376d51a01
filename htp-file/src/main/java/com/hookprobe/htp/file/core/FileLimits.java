package com.hookprobe.htp.file.core;

import java.time.Duration;
import java.util.stream.IntStream;

/**
 * What a peer may make us do and hold. Immutable; start from {@link #DEFAULT}.
 *
 * @param fileBytesMax largest file, either way, in bytes
 * @param transfersPerSessionMax transfers of any kind under way on one session
 * @param transfersMax transfers of any kind under way in the process (server side)
 * @param windowBytes bytes of chunks under way in a transfer that is alone. One that begins beside others gets less, at least a
 *     sixteenth: 16 have 12 MiB together by the default, 64 have 20
 * @param queuedMax requests that a client keeps waiting for a free place
 * @param listPageMax names in one page of a listing, 1 to 1000
 * @param requestsPerSecond refill of a session's request budget
 * @param requestsBurst size of that budget
 * @param bytesPerNodePerDay bytes that one node may write in 24 hours
 * @param rateBytesMin a transfer slower than this on the whole is ended
 * @param responseTimeout how long a requester waits for the answer to a request
 * @param progressTimeout how long a transfer may stand still
 */
public record FileLimits(
        long fileBytesMax,
        int transfersPerSessionMax,
        int transfersMax,
        int windowBytes,
        int queuedMax,
        int listPageMax,
        int requestsPerSecond,
        int requestsBurst,
        long bytesPerNodePerDay,
        int rateBytesMin,
        Duration responseTimeout,
        Duration progressTimeout) {

    // HTP 5: "1 GiB/file, 16 transfers/session, 64/process, 10 GiB/node/day, LIST page 1000, 10 ops/s burst 50"
    public static final FileLimits DEFAULT = new FileLimits(
            1L << 30,
            16,
            64,
            2 << 20,
            1024,
            ListReply.ENTRIES_MAX,
            10,
            50,
            10L << 30,
            16 * 1024,
            Duration.ofSeconds(30),
            Duration.ofSeconds(300));

    private static final int WINDOW_PARTS_MAX = 16;

    public FileLimits {
        within("fileBytesMax", fileBytesMax, 0, ChunkPlan.SIZE_MAX);
        within("transfersPerSessionMax", transfersPerSessionMax, 1, 1024);
        within("transfersMax", transfersMax, 1, 65536);
        within("windowBytes", windowBytes, 1, 1 << 26);
        within("queuedMax", queuedMax, 0, 1 << 20);
        within("listPageMax", listPageMax, 1, ListReply.ENTRIES_MAX);
        within("requestsPerSecond", requestsPerSecond, 1, 1_000_000);
        within("requestsBurst", requestsBurst, 1, 1_000_000);
        within("bytesPerNodePerDay", bytesPerNodePerDay, 0, Long.MAX_VALUE);
        within("rateBytesMin", rateBytesMin, 1, 1 << 30);
        within(
                "responseTimeout ms",
                responseTimeout.toMillis(),
                1,
                Duration.ofDays(1).toMillis());
        within(
                "progressTimeout ms",
                progressTimeout.toMillis(),
                1,
                Duration.ofDays(1).toMillis());
    }

    /** The same with another largest file. */
    public FileLimits withFileBytesMax(long bytes) {
        return new FileLimits(
                bytes,
                transfersPerSessionMax,
                transfersMax,
                windowBytes,
                queuedMax,
                listPageMax,
                requestsPerSecond,
                requestsBurst,
                bytesPerNodePerDay,
                rateBytesMin,
                responseTimeout,
                progressTimeout);
    }

    /** The same with another window. */
    public FileLimits withWindowBytes(int bytes) {
        return new FileLimits(
                fileBytesMax,
                transfersPerSessionMax,
                transfersMax,
                bytes,
                queuedMax,
                listPageMax,
                requestsPerSecond,
                requestsBurst,
                bytesPerNodePerDay,
                rateBytesMin,
                responseTimeout,
                progressTimeout);
    }

    /** The same with another request budget. */
    public FileLimits withRequests(int perSecond, int burst) {
        return new FileLimits(
                fileBytesMax,
                transfersPerSessionMax,
                transfersMax,
                windowBytes,
                queuedMax,
                listPageMax,
                perSecond,
                burst,
                bytesPerNodePerDay,
                rateBytesMin,
                responseTimeout,
                progressTimeout);
    }

    /** The same with other bounds on how many transfers are under way. */
    public FileLimits withTransfers(int perSession, int inAll) {
        return new FileLimits(
                fileBytesMax,
                perSession,
                inAll,
                windowBytes,
                queuedMax,
                listPageMax,
                requestsPerSecond,
                requestsBurst,
                bytesPerNodePerDay,
                rateBytesMin,
                responseTimeout,
                progressTimeout);
    }

    /** The same with another daily budget. */
    public FileLimits withBytesPerNodePerDay(long bytes) {
        return new FileLimits(
                fileBytesMax,
                transfersPerSessionMax,
                transfersMax,
                windowBytes,
                queuedMax,
                listPageMax,
                requestsPerSecond,
                requestsBurst,
                bytes,
                rateBytesMin,
                responseTimeout,
                progressTimeout);
    }

    /**
     * The window of a transfer that begins as one of so many: alone it gets all of it, and many get a few times as much
     * together, since each gives up half of its share for those after it.
     */
    int windowBytes(int transfers) {
        return Math.max(windowBytes / WINDOW_PARTS_MAX, (int) Math.min(windowBytes, 2L * windowBytes / transfers));
    }

    /** What an honest peer has under way to us at most in all its transfers of a session: its windows, each a chunk at least. */
    public long bytesUnderWayMax() {
        return IntStream.rangeClosed(1, transfersPerSessionMax)
                .mapToLong(this::windowBytes)
                .map(window -> Math.max(window, ChunkPlan.CHUNK_SIZE_MAX))
                .sum();
    }

    /** How long a transfer of that many bytes may take in all. */
    long lifetimeNs(long bytes) {
        return Duration.ofSeconds(bytes / rateBytesMin).toNanos() + progressTimeout.toNanos();
    }

    private static void within(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", not in " + least + ".." + most);
        }
    }
}
