package com.hookprobe.qsecbit.detection.rule;

import java.util.Arrays;

/** The last attempts of one source at one service, each counted once per flow. Small at first, since most stay few. */
final class AttemptHistory {
    static final int ATTEMPTS_MAX = 64;
    private static final int FIRST = 4;

    private long[] times = new long[FIRST];
    private long[] flows = new long[FIRST];
    private int size;
    private int next;
    long reportedMicros = Long.MIN_VALUE;
    int reportedAttempts;
    /** What was asked for last; for HTTP, where the same request may be let in next. */
    int lastRequest;

    /** Notes an attempt; false when its flow was counted before. A flow id of 0 is unknown and always counts. */
    boolean add(long timeMicros, long flowId) {
        if (flowId != 0) {
            for (int age = 1; age <= size; age++) {
                int i = Math.floorMod(next - age, times.length);
                if (flows[i] == flowId) {
                    return false;
                }
            }
        }
        if (size == times.length && size < ATTEMPTS_MAX) {
            // Nothing has been overwritten yet, so the oldest is the first.
            times = Arrays.copyOf(times, 2 * size);
            flows = Arrays.copyOf(flows, 2 * size);
            next = size;
        }
        times[next] = timeMicros;
        flows[next] = flowId;
        next = (next + 1) % times.length;
        size = Math.min(times.length, size + 1);
        return true;
    }

    /** Takes the last attempts back: they were the beginning of a log-in that went well. */
    void forgive(int attempts) {
        int taken = Math.min(size, attempts);
        size -= taken;
        next = Math.floorMod(next - taken, times.length);
    }

    /** How many attempts lie at most so far before or after a moment. */
    int around(long timeMicros, long spanMicros) {
        int count = 0;
        for (int age = 1; age <= size; age++) {
            int i = Math.floorMod(next - age, times.length);
            count += Math.abs(times[i] - timeMicros) <= spanMicros ? 1 : 0;
        }
        return count;
    }

    long firstMicros(long timeMicros, long spanMicros) {
        long first = timeMicros;
        for (int age = 1; age <= size; age++) {
            int i = Math.floorMod(next - age, times.length);
            if (Math.abs(times[i] - timeMicros) <= spanMicros) {
                first = Math.min(first, times[i]);
            }
        }
        return first;
    }
}
