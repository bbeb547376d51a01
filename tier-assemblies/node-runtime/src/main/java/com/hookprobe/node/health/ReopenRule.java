package com.hookprobe.node.health;

import java.util.concurrent.TimeUnit;

/**
 * When a node whose stores have failed opens all of them again (failures 2.3): as soon as its disk has taken writes for two looks, and
 * then, should they fail again, after a minute, two, four, an hour at the most. Pure; one thread.
 */
public final class ReopenRule {
    private static final int GOOD_LOOKS = 2;
    private static final long FIRST_NS = TimeUnit.MINUTES.toNanos(1);
    private static final long MOST_NS = TimeUnit.HOURS.toNanos(1);

    private int good;
    private long waitNs;
    private long notBeforeNs;
    private boolean waits;

    /**
     * Takes a look.
     *
     * @param disk as it is now
     * @param failed whether a store takes nothing
     * @return true: open all again now
     */
    public boolean look(DiskState disk, boolean failed, long nowNs) {
        good = disk == DiskState.FULL ? 0 : good + 1;
        if (!failed) {
            if (waits && nowNs - notBeforeNs > MOST_NS) {
                // What was opened then has held for an hour.
                waits = false;
                waitNs = 0;
            }
            return false;
        }
        if (good < GOOD_LOOKS || waits && nowNs - notBeforeNs < 0) {
            return false;
        }
        waitNs = waits ? Math.min(MOST_NS, 2 * waitNs) : FIRST_NS;
        notBeforeNs = nowNs + waitNs;
        waits = true;
        good = 0;
        return true;
    }
}
