package com.hookprobe.dsm.api;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets so many requests read the ledger at once, and so many wait. */
final class Gate {
    /** Seconds after which one that was sent away may come again. */
    static final int RETRY_SECONDS = 1;

    private final Semaphore places;
    private final AtomicInteger waiting = new AtomicInteger();
    private final int waitingMax;
    private final Duration patience;

    Gate(int places, int waitingMax, Duration patience) {
        this.places = new Semaphore(places, true);
        this.waitingMax = waitingMax;
        this.patience = patience;
    }

    interface Work {
        Response run() throws Exception;
    }

    Response pass(Work work) throws Exception {
        if (!places.tryAcquire() && !await()) {
            throw Problem.unavailable(
                    "a free place", "all taken, and " + waiting.get() + " waiting", "try again later", RETRY_SECONDS);
        }
        try {
            return work.run();
        } finally {
            places.release();
        }
    }

    int waiting() {
        return waiting.get();
    }

    private boolean await() throws InterruptedException {
        if (waiting.incrementAndGet() > waitingMax) {
            waiting.decrementAndGet();
            return false;
        }
        try {
            return places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            waiting.decrementAndGet();
        }
    }
}
