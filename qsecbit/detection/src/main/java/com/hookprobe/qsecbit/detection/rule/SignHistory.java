package com.hookprobe.qsecbit.detection.rule;

/** The weak signs of attacks in the last requests of one client: each page once, with its points. */
final class SignHistory {
    private static final int SIGNS_MAX = 16;

    private final int[] pages = new int[SIGNS_MAX];
    private final int[] points = new int[SIGNS_MAX];
    private final long[] times = new long[SIGNS_MAX];
    private int size;
    private int next;
    long reportedMicros = Long.MIN_VALUE;

    /** Notes a sign; the sum of the points of different pages around this moment, 0 when the page is known. */
    int add(int page, int pagePoints, long timeMicros, long spanMicros) {
        int sum = pagePoints;
        for (int i = 0; i < size; i++) {
            if (pages[i] == page) {
                return 0;
            }
            sum += Math.abs(times[i] - timeMicros) <= spanMicros ? points[i] : 0;
        }
        pages[next] = page;
        points[next] = pagePoints;
        times[next] = timeMicros;
        next = (next + 1) % SIGNS_MAX;
        size = Math.min(SIGNS_MAX, size + 1);
        return sum;
    }
}
