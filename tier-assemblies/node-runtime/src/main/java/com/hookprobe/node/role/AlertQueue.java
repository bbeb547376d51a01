package com.hookprobe.node.role;

import com.hookprobe.node.log.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Alerts on their way from one sensor's thread to the loop. That thread never waits for them: while the loop is busy they gather here,
 * and what does not fit is dropped and counted.
 */
final class AlertQueue {
    /** As many as there are events in one reading of a file. */
    static final int ALERTS_MAX = 2_048;

    private static final long TELL_EVERY_NS = 60_000_000_000L;

    private final HandOver<AlertSight> loop;
    private final EventLog log;
    private final LongSupplier nanos;
    private final List<AlertSight> waiting = new ArrayList<>();
    private long dropped;
    private boolean told;
    private long toldNs;

    /** @param nanos monotonic */
    AlertQueue(HandOver<AlertSight> loop, EventLog log, LongSupplier nanos) {
        this.loop = loop;
        this.log = log;
        this.nanos = nanos;
    }

    void add(AlertSight sight) {
        if (waiting.size() >= ALERTS_MAX) {
            dropped++;
        } else {
            waiting.add(sight);
        }
        if (waiting.size() % HandOver.PIECE == 0) {
            handOver();
        }
    }

    /** As many as the loop takes now. */
    void handOver() {
        int taken = loop.offer(waiting);
        waiting.subList(0, taken).clear();
        boolean due = !told || nanos.getAsLong() - toldNs >= TELL_EVERY_NS;
        if (dropped > 0 && due) {
            log.event("alerts_dropped", "alerts", dropped);
            dropped = 0;
            told = true;
            toldNs = nanos.getAsLong();
        }
    }
}
