package com.hookprobe.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets so many requests work at once, and so many wait. Thread-safe. */
public final class Gate {
    /** Seconds after which one that was sent away may come again. */
    public static final int RETRY_SECONDS = 1;

    private final Semaphore places;
    private final AtomicInteger waiting = new AtomicInteger();
    private final int waitingMax;
    private final Duration patience;

    /**
     * An open gate.
     *
     * @param places requests that work at once
     * @param waitingMax requests that wait for a place; one more is sent away
     * @param patience how long one waits
     */
    public Gate(int places, int waitingMax, Duration patience) {
        this.places = new Semaphore(places, true);
        this.waitingMax = waitingMax;
        this.patience = patience;
    }

    /** What is done inside. */
    @FunctionalInterface
    public interface Work {
        /** The answer. */
        Response run() throws Exception;
    }

    /**
     * Waits for a place and works.
     *
     * @throws Problem 503 when there is none in time
     */
    public Response pass(Work work) throws Exception {
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

    /** Requests that wait now. */
    public int waiting() {
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
