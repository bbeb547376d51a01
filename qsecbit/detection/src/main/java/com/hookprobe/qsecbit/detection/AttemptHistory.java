package com.hookprobe.qsecbit.detection;

/** The last attempts of one source at one service, each counted once per flow. */
final class AttemptHistory {
    static final int ATTEMPTS_MAX = 64;

    private final long[] times = new long[ATTEMPTS_MAX];
    private final long[] flows = new long[ATTEMPTS_MAX];
    private int size;
    private int next;
    long reportedMicros = Long.MIN_VALUE;
    int reportedAttempts;

    /** Notes an attempt; false when its flow was counted before. A flow id of 0 is unknown and always counts. */
    boolean add(long timeMicros, long flowId) {
        if (flowId != 0) {
            for (int i = 0; i < size; i++) {
                if (flows[i] == flowId) {
                    return false;
                }
            }
        }
        times[next] = timeMicros;
        flows[next] = flowId;
        next = (next + 1) % ATTEMPTS_MAX;
        size = Math.min(ATTEMPTS_MAX, size + 1);
        return true;
    }

    /** How many attempts lie at most so far before or after a moment. */
    int around(long timeMicros, long spanMicros) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            count += Math.abs(times[i] - timeMicros) <= spanMicros ? 1 : 0;
        }
        return count;
    }

    long firstMicros(long timeMicros, long spanMicros) {
        long first = timeMicros;
        for (int i = 0; i < size; i++) {
            if (Math.abs(times[i] - timeMicros) <= spanMicros) {
                first = Math.min(first, times[i]);
            }
        }
        return first;
    }
}
