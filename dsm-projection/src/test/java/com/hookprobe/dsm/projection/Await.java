package com.hookprobe.dsm.projection;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, not for a time. */
final class Await {
    private static final Duration MOST = Duration.ofSeconds(120);

    interface Condition {
        boolean holds() throws Exception;
    }

    private Await() {}

    static void until(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + MOST.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + MOST + ": " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Waits until every projection has everything, and wakes it up on the way. */
    static void caughtUp(Projections projections) throws Exception {
        try {
            until("caught up", () -> {
                projections.wake();
                return projections.status().stream().allMatch(ProjectionStatus::caughtUp);
            });
        } catch (AssertionError e) {
            throw new AssertionError(projections.status().toString(), e);
        }
    }
}
