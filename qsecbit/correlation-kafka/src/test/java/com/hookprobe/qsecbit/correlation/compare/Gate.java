package com.hookprobe.qsecbit.correlation.compare;

import java.util.concurrent.TimeUnit;

/** How many inputs may have been written by now: so kills meet processes at work, however slow the machine is. */
final class Gate {
    private static final long TRICKLE_MILLIS = 50;
    private static final int TRICKLE = 2;

    /** Something that comes about by itself. */
    interface Condition {
        boolean holds() throws Exception;
    }

    private final long count;
    private long open;

    Gate(long count) {
        this.count = count;
    }

    /** The writer waits until it may write one more than so many. */
    synchronized void pass(long written) throws InterruptedException {
        while (written >= open) {
            wait();
        }
    }

    /** So many may be written, or as many as already might. */
    synchronized void open(long upTo) {
        open = Math.min(count, Math.max(open, upTo));
        notifyAll();
    }

    /** Waits for something, and lets a few more inputs through all the time, as long as there are any. */
    void trickleUntil(Condition condition, long seconds) throws Exception {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.holds()) {
            if (System.nanoTime() > endNs) {
                throw new IllegalStateException("what was waited for has not come about in " + seconds + " s");
            }
            open(opened() + TRICKLE);
            TimeUnit.MILLISECONDS.sleep(TRICKLE_MILLIS);
        }
    }

    /** True when every input may be written. */
    synchronized boolean isAllOpen() {
        return open == count;
    }

    private synchronized long opened() {
        return open;
    }
}
