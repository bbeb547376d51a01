package com.hookprobe.dsm.projection;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Turns one projector until it is closed. */
final class ProjectionThread {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Projector projector;
    private final Projection target;
    private final Runnable afterTurn;
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean wake;

    /** @param afterTurn called on this thread after every turn */
    ProjectionThread(Projector projector, Projection target, Runnable afterTurn) {
        this.projector = projector;
        this.target = target;
        this.afterTurn = afterTurn;
        this.thread = new Thread(this::run, "projection-" + projector.name());
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Does not wait for the time of the next turn. */
    void wake() {
        wake = true;
        LockSupport.unpark(thread);
    }

    /** Begins to end, and does not wait. */
    void stop() {
        closing = true;
        projector.stop();
        wake();
    }

    /** Ends; bounded. */
    void close() {
        stop();
        join();
        // Whatever the thread still waits for ends with the connection.
        target.close();
        join();
    }

    private void join() {
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closing) {
            Duration wait = turn();
            if (!wait.isZero() && !wake && !closing) {
                LockSupport.parkNanos(this, wait.toNanos());
            }
            wake = false;
        }
        target.leave();
    }

    private Duration turn() {
        Duration wait;
        try {
            wait = projector.turn();
        } catch (Throwable e) {
            // Even when memory is short: the ledger goes on, and so must its copy, later.
            wait = projector.failed(e);
        }
        tell();
        return wait;
    }

    private void tell() {
        try {
            afterTurn.run();
        } catch (RuntimeException e) {
            // A listener's fault is not the target's: the projection goes on.
            return;
        }
    }
}
