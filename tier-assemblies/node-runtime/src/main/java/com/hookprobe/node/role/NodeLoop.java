package com.hookprobe.node.role;

import com.hookprobe.node.health.StoreFailures;
import com.hookprobe.node.log.EventLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that owns all state of a node. Sockets, files and timers hand it work; nothing in a role is locked. A
 * task that throws is logged and the loop goes on: one bad message must not stop a node.
 */
public final class NodeLoop implements AutoCloseable {
    /** Work that may fail; the loop reports the failure. */
    @FunctionalInterface
    public interface Task {
        void run() throws Exception;
    }

    private final ScheduledThreadPoolExecutor executor;
    private final EventLog log;
    private final InstantSource wall;
    private final StoreFailures stores;
    private volatile boolean ended;

    public NodeLoop(String name, EventLog log) {
        this(name, log, WallClock.ofProcess());
    }

    /** As {@link #NodeLoop(String, EventLog)}, with another wall clock. */
    NodeLoop(String name, EventLog log, InstantSource wall) {
        this.log = log;
        this.wall = wall;
        this.stores =
                new StoreFailures((store, why) -> log.event("store_failed", "store", store.name(), "reason", why));
        this.executor = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, name));
        this.executor.setRemoveOnCancelPolicy(true);
        this.executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Runs the task on the loop, soon. After {@link #close} it is dropped. */
    public void execute(Task task) {
        try {
            executor.execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            log.event("dropped_at_stop", "reason", "the node is stopping");
        }
    }

    public void after(Duration delay, Task task) {
        try {
            executor.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            log.event("dropped_at_stop", "reason", "the node is stopping");
        }
    }

    public void every(Duration period, Task task) {
        executor.scheduleWithFixedDelay(() -> guarded(task), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Stores that have failed since this loop began. */
    StoreFailures stores() {
        return stores;
    }

    /** Tasks that are due or wait for their time. */
    int tasks() {
        return executor.getQueue().size();
    }

    /** Monotonic time for protocol timers. */
    public long nowNs() {
        return System.nanoTime();
    }

    /** Wall clock, microseconds since the epoch: for records and to close epochs, never for safety. */
    public long wallMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, wall.instant());
    }

    /** Whatever is due after this finds its stores closed, and is dropped. */
    void end() {
        ended = true;
    }

    /** The machine's own clock, for pages whose age another process of this machine tells by it. */
    static long machineMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private void guarded(Task task) {
        if (ended) {
            return;
        }
        try {
            task.run();
        } catch (Exception | Error e) {
            Optional<StoreFailures.Store> store = StoreCauses.of(e);
            if (store.isPresent()) {
                stores.failed(store.get(), e);
                return;
            }
            // Also what the machine could not do: a timer would end without a word.
            log.event("internal_error", "error", e.toString(), "at", at(e.getStackTrace()));
        }
    }

    /** The first place of ours: that a write failed is known without the library's line. */
    private static String at(StackTraceElement[] trace) {
        return Arrays.stream(trace)
                .filter(element -> element.getClassName().startsWith("com.hookprobe."))
                .findFirst()
                .or(() -> Arrays.stream(trace).findFirst())
                .map(StackTraceElement::toString)
                .orElse("unknown");
    }

    /** Stops after the running task; waits at most two seconds. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(2, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
