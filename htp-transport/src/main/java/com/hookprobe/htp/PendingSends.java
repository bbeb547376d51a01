package com.hookprobe.htp;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Counts one session's messages that are neither acknowledged nor failed, so that closing can wait for them. Thread-safe. */
final class PendingSends {
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private long pending;
    private long madeRoom;
    private boolean closing;

    /** False when no more may be sent. */
    synchronized boolean begin() {
        if (closing) {
            return false;
        }
        pending++;
        return true;
    }

    /** @param room true when the message was in the send queue and left it; false when it was never taken */
    void end(boolean room) {
        boolean last;
        synchronized (this) {
            pending--;
            madeRoom += room ? 1 : 0;
            last = closing && pending == 0;
            notifyAll();
        }
        if (last) {
            // Not under the lock: what waits for it may run here.
            drained.complete(null);
        }
    }

    /** How many left the send queue so far. */
    synchronized long madeRoom() {
        return madeRoom;
    }

    /** Waits until more than that many have left the send queue; false when the time is up. */
    synchronized boolean awaitRoom(long seen, long deadlineNs) throws InterruptedException {
        while (madeRoom <= seen) {
            long leftNs = deadlineNs - System.nanoTime();
            if (leftNs <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(leftNs, 1_000_000));
        }
        return true;
    }

    /** No more begin; the future completes when the last has ended. */
    CompletableFuture<Void> close() {
        boolean none;
        synchronized (this) {
            closing = true;
            none = pending == 0;
        }
        if (none) {
            drained.complete(null);
        }
        return drained;
    }
}
