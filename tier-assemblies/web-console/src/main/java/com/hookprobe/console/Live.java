package com.hookprobe.console;

import com.hookprobe.console.view.Happening;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The latest happenings of the node, for streams to read: a ring with a number for each. A stream has no queue here, only a place, so a
 * slow one costs no memory; what it missed is told to it as a gap. Thread-safe; {@link #add} only puts down and returns.
 */
final class Live {
    static final int KEPT = 1_024;

    private final Happening[] ring = new Happening[KEPT];
    private final String run;
    private long head;
    private boolean closed;

    Live() {
        byte[] bytes = new byte[4];
        new SecureRandom().nextBytes(bytes);
        run = HexFormat.of().formatHex(bytes);
    }

    /**
     * What comes after a place.
     *
     * @param missed true when there were more, which are gone
     * @param upTo the place behind them
     */
    record Batch(List<Happening> happenings, boolean missed, long upTo) {}

    synchronized void add(Happening happening) {
        ring[(int) (head % KEPT)] = happening;
        head++;
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized long head() {
        return head;
    }

    /** The name of a place: numbers begin anew with each run. */
    String id(long place) {
        return run + '-' + place;
    }

    /** The place of a name; negative when it is of another run, gone, or none at all. */
    synchronized long place(String id) {
        if (!id.startsWith(run + '-') || id.length() > run.length() + 19) {
            return -1;
        }
        try {
            long place = Long.parseLong(id, run.length() + 1, id.length(), 10);
            return place > head || place < head - KEPT ? -1 : place;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** At most so many that come after a place. */
    synchronized Batch read(long place, int max) {
        long from = Math.max(place, head - KEPT);
        List<Happening> happenings = new ArrayList<>();
        long to = Math.min(head, from + max);
        for (long i = from; i < to; i++) {
            happenings.add(ring[(int) (i % KEPT)]);
        }
        return new Batch(happenings, from > place, to);
    }

    /** Waits until there is something after a place, the stop holds, or the time is over. */
    synchronized void await(long place, long nanos, java.util.function.BooleanSupplier stop)
            throws InterruptedException {
        long end = System.nanoTime() + nanos;
        while (head <= place && !closed && !stop.getAsBoolean()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return;
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
    }

    /** Lets those who wait look at their stop. */
    synchronized void wake() {
        notifyAll();
    }
}
