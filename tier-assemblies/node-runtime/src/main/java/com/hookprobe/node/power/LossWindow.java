package com.hookprobe.node.power;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The share of a session's packets that were lost in the last minute, from its counters since it was made. Not thread-safe.
 */
public final class LossWindow {
    /** What is older counts no more. */
    static final long WINDOW_NS = 60_000_000_000L;
    /** Of fewer packets one loss would say too much: it is counted as one of so many. */
    static final int PACKETS_MIN = 16;
    /** More is not told apart: the session is as good as dead, and the cost stays finite. */
    public static final double LOSS_MAX = 0.9;

    /** A minute of readings one a second, and the one before; what comes more often takes the newest one's place. */
    static final int READINGS_MAX = 61;

    private record Counters(long atNs, long sent, long lost) {}

    private final Deque<Counters> readings = new ArrayDeque<>();

    /** The counters now. Smaller ones than before are those of another session: what was known is forgotten. */
    public void on(long sent, long lost, long nowNs) {
        Counters last = readings.peekLast();
        if (last != null && (sent < last.sent || lost < last.lost)) {
            readings.clear();
        }
        if (readings.size() == READINGS_MAX) {
            readings.removeLast();
        }
        readings.addLast(new Counters(nowNs, sent, lost));
        // The newest of those that are too old is what the window begins with.
        while (readings.size() > 2 && nowNs - second().atNs >= WINDOW_NS) {
            readings.removeFirst();
        }
    }

    private Counters second() {
        var each = readings.iterator();
        each.next();
        return each.next();
    }

    /** 0 to {@link #LOSS_MAX}; 0 while nothing is known. */
    public double loss() {
        Counters first = readings.peekFirst();
        Counters last = readings.peekLast();
        if (first == null || last == null || first.equals(last)) {
            return 0;
        }
        double sent = Math.max(PACKETS_MIN, last.sent - first.sent);
        return Math.min(LOSS_MAX, (last.lost - first.lost) / sent);
    }
}
