package com.hookprobe.htp;

import java.util.concurrent.atomic.AtomicLong;

/** What all receive queues of one server may hold together, in bytes. Thread-safe. */
final class ReceiveBudget {
    private final long bytesMax;
    private final AtomicLong bytes = new AtomicLong();

    ReceiveBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Counts them in any case; false when that is too much. */
    boolean take(long count) {
        return bytes.addAndGet(count) <= bytesMax;
    }

    void give(long count) {
        bytes.addAndGet(-count);
    }

    long bytes() {
        return bytes.get();
    }
}
