package com.hookprobe.sim;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Plays many seeds, on several threads. The seeds share nothing that changes, so the order does not matter.
 *
 * @param <R> what comes of one seed
 */
public final class SeedRunner<R> {
    private final LongFunction<R> play;
    private final long firstSeed;
    private final long runs;
    private final int threads;
    private final AtomicLong next = new AtomicLong();
    private final AtomicBoolean stopped = new AtomicBoolean();

    /**
     * Prepares; nothing runs yet.
     *
     * @param play plays one seed; called by several threads at once
     * @param firstSeed the seeds are this one and those that follow it
     * @param runs how many, at least 1
     * @param threads how many at once, at least 1
     */
    public SeedRunner(LongFunction<R> play, long firstSeed, long runs, int threads) {
        if (runs < 1 || threads < 1) {
            throw new IllegalArgumentException("runs and threads expect 1 or more, got " + runs + ", " + threads);
        }
        this.play = play;
        this.firstSeed = firstSeed;
        this.runs = runs;
        this.threads = threads;
    }

    /** Begins no further seed. */
    public void stop() {
        stopped.set(true);
    }

    /**
     * Runs to the end, or until {@link #stop}; reports come from several threads, but one at a time.
     *
     * @throws InterruptedException when the caller was interrupted; no further seed is begun then
     */
    public void run(Consumer<R> each) throws InterruptedException {
        Thread[] workers = new Thread[(int) Math.min(threads, runs)];
        Object turn = new Object();
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Thread(() -> work(each, turn), "seeds-" + i);
            workers[i].setDaemon(true);
            workers[i].start();
        }
        try {
            for (Thread worker : workers) {
                worker.join();
            }
        } finally {
            stop();
        }
    }

    private void work(Consumer<R> each, Object turn) {
        while (!stopped.get()) {
            long index = next.getAndIncrement();
            if (index >= runs) {
                return;
            }
            R report = play.apply(firstSeed + index);
            synchronized (turn) {
                each.accept(report);
            }
        }
    }
}
