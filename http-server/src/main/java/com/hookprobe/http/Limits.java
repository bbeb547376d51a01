package com.hookprobe.http;

import java.time.Duration;

/**
 * How much one server takes on.
 *
 * @param workers requests that work at once
 * @param queue requests that wait for that; one more is answered with 503
 * @param queueWait how long one waits
 * @param connections threads that read requests and write answers: a slow client holds one of these and no worker
 * @param requestsPerSecond of one address, in the long run
 * @param burst of one address, at once
 * @param drain how long {@link HttpEdge#close} waits for answers under way
 */
public record Limits(
        int workers,
        int queue,
        Duration queueWait,
        int connections,
        double requestsPerSecond,
        int burst,
        Duration drain) {
    /** For a node with 256 MB. */
    public static final Limits DEFAULT = new Limits(4, 64, Duration.ofSeconds(2), 32, 50, 300, Duration.ofSeconds(5));

    /** Longest path with its query. */
    public static final int URI_MAX = 2_048;

    /** All header lines of a request. */
    public static final int HEADERS_MAX = 8_192;

    /** Addresses whose rates are kept. */
    static final int ADDRESSES_MAX = 4_096;

    private static final int THREADS_MAX = 1_024;
    private static final int COUNT_MAX = 1_000_000;

    public Limits {
        that(workers >= 1 && workers <= THREADS_MAX, "workers from 1 to " + THREADS_MAX, workers);
        that(queue >= 0 && queue <= COUNT_MAX, "a queue from 0 to " + COUNT_MAX, queue);
        that(!queueWait.isNegative(), "a wait from 0", queueWait);
        that(
                connections > workers && connections <= THREADS_MAX,
                "more connections than workers, up to " + THREADS_MAX,
                connections);
        that(requestsPerSecond > 0 && requestsPerSecond <= COUNT_MAX, "a rate above 0", requestsPerSecond);
        that(burst >= 1 && burst <= COUNT_MAX, "a burst from 1 to " + COUNT_MAX, burst);
        that(!drain.isNegative(), "a drain time from 0", drain);
    }

    private static void that(boolean holds, String expected, Object found) {
        if (!holds) {
            throw new IllegalArgumentException("limits: expected " + expected + ", found " + found);
        }
    }
}
