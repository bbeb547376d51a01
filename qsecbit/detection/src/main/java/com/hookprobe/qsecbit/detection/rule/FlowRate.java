package com.hookprobe.qsecbit.detection.rule;

import com.hookprobe.qsecbit.metric.IpAddress;

/**
 * How many fruitless flows one target got in each of the last seconds of event time, and who sent most of them. Flows
 * are told when they end, so seconds of the last minute stay open.
 */
final class FlowRate {
    static final int WINDOW_SECONDS = 10;
    private static final int SLOTS_MAX = 64;
    private static final int SLOTS_FIRST = 4;
    private static final long SECOND_MICROS = 1_000_000;

    /** A ring, small at first: most targets get few flows. A count of 0 is a free slot. */
    private long[] seconds = new long[SLOTS_FIRST];

    private int[] counts = new int[SLOTS_FIRST];
    /** The majority vote of Boyer and Moore (1981): with a majority, the candidate is it; the lead says how clear it is. */
    private IpAddress candidate = IpAddress.NONE;

    private long lead;
    private long voters;

    private long lastSecond = Long.MIN_VALUE;
    long nextReport;

    /** Counts a flow; how many there were in the ten seconds up to it. */
    int add(long timeMicros, IpAddress source) {
        long second = Math.floorDiv(timeMicros, SECOND_MICROS);
        if (second - lastSecond > WINDOW_SECONDS || lastSecond == Long.MIN_VALUE) {
            lead = 0;
            voters = 0;
            nextReport = 0;
        }
        lastSecond = Math.max(lastSecond, second);
        vote(source);
        int slot = slot(second);
        while (counts[slot] > 0 && seconds[slot] != second) {
            long ahead = seconds[slot] - second;
            if (Math.abs(ahead) < SLOTS_MAX && seconds.length < SLOTS_MAX) {
                grow();
                slot = slot(second);
            } else if (ahead > 0) {
                return 0;
            } else {
                counts[slot] = 0;
            }
        }
        seconds[slot] = second;
        counts[slot]++;
        int sum = 0;
        for (int back = 0; back < WINDOW_SECONDS; back++) {
            int i = slot(second - back);
            sum += seconds[i] == second - back ? counts[i] : 0;
        }
        return sum;
    }

    private int slot(long second) {
        return (int) Math.floorMod(second, (long) seconds.length);
    }

    /** Seconds that lie in different slots of a ring do so in one of twice the size. */
    private void grow() {
        long[] oldSeconds = seconds;
        int[] oldCounts = counts;
        seconds = new long[2 * oldSeconds.length];
        counts = new int[2 * oldCounts.length];
        for (int i = 0; i < oldCounts.length; i++) {
            int slot = slot(oldSeconds[i]);
            if (oldCounts[i] > 0) {
                seconds[slot] = oldSeconds[i];
                counts[slot] = oldCounts[i];
            }
        }
    }

    /** The source of at least four fifths of the flows; {@link IpAddress#NONE} when there is no such one. */
    IpAddress mainSource() {
        return 5 * lead >= 3 * voters ? candidate : IpAddress.NONE;
    }

    private void vote(IpAddress source) {
        voters++;
        if (lead == 0) {
            candidate = source;
            lead = 1;
        } else {
            lead += source.equals(candidate) ? 1 : -1;
        }
    }
}
