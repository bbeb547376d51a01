package com.hookprobe.qsecbit.detection.rule;

/** The last attempts of one source at one service, each counted once per flow. */
final class AttemptHistory {
    static final int ATTEMPTS_MAX = 64;

    private final long[] times = new long[ATTEMPTS_MAX];
    private final long[] flows = new long[ATTEMPTS_MAX];
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
                int i = Math.floorMod(next - age, ATTEMPTS_MAX);
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

    /** Takes the last attempts back: they were the beginning of a log-in that went well. */
    void forgive(int attempts) {
        int taken = Math.min(size, attempts);
        size -= taken;
        next = Math.floorMod(next - taken, ATTEMPTS_MAX);
    }

    /** How many attempts lie at most so far before or after a moment. */
    int around(long timeMicros, long spanMicros) {
        int count = 0;
        for (int age = 1; age <= size; age++) {
            int i = Math.floorMod(next - age, ATTEMPTS_MAX);
            count += Math.abs(times[i] - timeMicros) <= spanMicros ? 1 : 0;
        }
        return count;
    }

    long firstMicros(long timeMicros, long spanMicros) {
        long first = timeMicros;
        for (int age = 1; age <= size; age++) {
            int i = Math.floorMod(next - age, ATTEMPTS_MAX);
            if (Math.abs(times[i] - timeMicros) <= spanMicros) {
                first = Math.min(first, times[i]);
            }
        }
        return first;
    }
}
