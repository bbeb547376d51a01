package com.hookprobe.qsecbit.detection.rule;

import java.util.Arrays;

/**
 * The last calls of one host to one foreign service, and how regular they are.
 *
 * <p>The statistics are robust, as in RITA (Active Countermeasures): the interval's quartile skewness (Bowley) and its
 * median absolute deviation ignore a few odd values, which a mean would not. Jitter that is added to a fixed interval
 * leaves both small; people and programs that people use make bursts, which makes both large.
 */
final class CallHistory {
    static final int CALLS_MAX = 64;
    private static final int FIRST = 8;
    private static final long SECOND_MICROS = 1_000_000;
    /** A pause of so many intervals ends a series. */
    private static final long PAUSE_INTERVALS = 10;

    private long[] times = new long[FIRST];
    private int[] bytes = new int[FIRST];
    private int size;
    private int next;
    private int lastPort = -1;
    private long sinceMicros = Long.MAX_VALUE;
    int sinceJudged;
    int reportedCalls;
    long calls;

    /**
     * What the calls look like.
     *
     * @param calls how many
     * @param firstMicros the first of them
     * @param sinceMicros the first of the unbroken series, of which the last calls are kept
     * @param spanMicros from the first to the last
     * @param intervalMicros the median interval
     * @param regularity of the intervals, in [0, 1]
     * @param sameness of the sizes, in [0, 1]
     * @param covered the share of the span that the median interval explains, in [0, 1]
     * @param medianBytes the median size
     */
    record View(
            int calls,
            long firstMicros,
            long sinceMicros,
            long spanMicros,
            long intervalMicros,
            double regularity,
            double sameness,
            double covered,
            int medianBytes) {}

    /** Notes a call; false when it belongs to the one before: the same connection, or the same second. */
    boolean add(long timeMicros, int clientPort, long byteCount) {
        int last = size == 0 ? -1 : Math.floorMod(next - 1, times.length);
        boolean sameConnection = clientPort != 0 && clientPort == lastPort;
        lastPort = clientPort;
        if (last >= 0 && (sameConnection || Math.abs(timeMicros - times[last]) < SECOND_MICROS)) {
            return false;
        }
        boolean pause = last >= 0 && isPause(timeMicros, times[last]);
        sinceMicros = pause ? timeMicros : Math.min(sinceMicros, timeMicros);
        if (size == times.length && size < CALLS_MAX) {
            times = Arrays.copyOf(times, 2 * size);
            bytes = Arrays.copyOf(bytes, 2 * size);
            next = size;
        }
        times[next] = timeMicros;
        bytes[next] = (int) Math.min(Integer.MAX_VALUE, byteCount);
        next = (next + 1) % times.length;
        size = Math.min(times.length, size + 1);
        calls++;
        sinceJudged++;
        return true;
    }

    private boolean isPause(long timeMicros, long lastMicros) {
        if (size < FIRST) {
            return false;
        }
        long oldest = times[size < times.length ? 0 : next];
        return timeMicros - lastMicros > PAUSE_INTERVALS * Math.max(SECOND_MICROS, (lastMicros - oldest) / (size - 1));
    }

    int size() {
        return size;
    }

    /** Looks at all calls; takes time in the order of their number. */
    View view() {
        long[] sorted = Arrays.copyOf(times, size);
        Arrays.sort(sorted);
        long[] intervals = new long[size - 1];
        for (int i = 0; i + 1 < size; i++) {
            intervals[i] = sorted[i + 1] - sorted[i];
        }
        long span = sorted[size - 1] - sorted[0];
        Arrays.sort(intervals);
        long median = quantile(intervals, 2);
        long[] sizes = new long[size];
        for (int i = 0; i < size; i++) {
            sizes[i] = bytes[i];
        }
        Arrays.sort(sizes);
        double covered = span == 0 ? 0 : Math.min(1, (double) median * (size - 1) / span);
        return new View(
                size,
                sorted[0],
                Math.min(sinceMicros, sorted[0]),
                span,
                median,
                regularity(intervals),
                regularity(sizes),
                covered,
                (int) quantile(sizes, 2));
    }

    /** The mean of 1 - |Bowley's skewness| and 1 - MAD / median, of sorted values. */
    static double regularity(long[] sorted) {
        long q1 = quantile(sorted, 1);
        long q2 = quantile(sorted, 2);
        long q3 = quantile(sorted, 3);
        if (q2 == 0) {
            return q3 == 0 ? 1 : 0;
        }
        double skew = q3 == q1 ? 0 : Math.abs((double) (q1 + q3 - 2 * q2) / (q3 - q1));
        long[] deviations = new long[sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            deviations[i] = Math.abs(sorted[i] - q2);
        }
        Arrays.sort(deviations);
        double spread = Math.min(1, (double) quantile(deviations, 2) / q2);
        // A skew of values that hardly differ is noise.
        return spread < 0.02 ? 1 - spread : (1 - skew + 1 - spread) / 2;
    }

    private static long quantile(long[] sorted, int quarter) {
        return sorted[(sorted.length - 1) * quarter / 4];
    }
}
