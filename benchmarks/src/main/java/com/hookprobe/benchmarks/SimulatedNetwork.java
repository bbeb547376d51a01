package com.hookprobe.benchmarks;

import java.util.Random;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Delivers messages after a delay, by the wall clock. What a node does with one is run on as many threads as the machine has
 * processors, and waits for one of them like everything else.
 */
final class SimulatedNetwork implements AutoCloseable {
    /** What a node does; one at a time for each node, by its own lock. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    private final ScheduledThreadPoolExecutor processors =
            new ScheduledThreadPoolExecutor(Runtime.getRuntime().availableProcessors());
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Random random;
    private final long leastMicros;
    private final long mostMicros;

    /** One way between two nodes takes any time between the two, each as likely. */
    SimulatedNetwork(int leastMillis, int mostMillis, long seed) {
        this.leastMicros = leastMillis * 1_000L;
        this.mostMicros = mostMillis * 1_000L;
        this.random = new Random(seed);
    }

    /** Brings a message to a node. */
    void send(Work received) {
        long delay;
        synchronized (random) {
            delay = leastMicros + (long) (random.nextDouble() * (mostMicros - leastMicros));
        }
        pending.incrementAndGet();
        processors.schedule(() -> done(received), delay, TimeUnit.MICROSECONDS);
    }

    /** Work that comes from no message. */
    void now(Work work) {
        pending.incrementAndGet();
        processors.execute(() -> done(work));
    }

    private void done(Work work) {
        try {
            work.run();
        } catch (Exception | Error e) {
            failure.compareAndSet(null, e);
        } finally {
            pending.decrementAndGet();
        }
    }

    /** Until nothing is under way and nobody has anything to do. */
    void awaitQuiet() throws InterruptedException {
        while (pending.get() > 0) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("a simulated node failed", failed);
        }
    }

    @Override
    public void close() {
        processors.shutdownNow();
    }
}
