package com.hookprobe.htp.file;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that owns the machines and the disk. Others post commands; how many is bounded by who posts (queued
 * bytes of a session, messages under way). Each round: read the clock, take commands, do one disk effect, tick.
 */
final class FileWorker implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FileWorker.class.getName());
    private static final int COMMANDS_PER_ROUND = 64;
    private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long JOIN_MS = 10_000;

    /** What the thread works for. All methods are called on the thread. */
    interface Duty {
        /** Does one disk effect; false when none is waiting. */
        boolean work();

        void tick();

        long nextDeadlineNs();

        /** The last call. */
        void stopped();
    }

    /**
     * While messages stream in, the thread is not woken for each of them, which would cost as much as hashing them: it
     * looks again by itself after a moment, a few times, before it sleeps.
     */
    private static final long NAP_NS = TimeUnit.MICROSECONDS.toNanos(200);

    private static final int NAPS = 5;

    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final long originNs = System.nanoTime();
    private final Thread thread;
    private final Duty duty;
    private volatile boolean stopping;
    private volatile boolean finished;
    /** Whether who posts has to wake the thread. */
    private volatile boolean asleep;

    FileWorker(String name, Duty duty) {
        this.duty = duty;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Monotonic, from 0. */
    long nowNs() {
        return System.nanoTime() - originNs;
    }

    /** Runs a command on the thread, later; false when the worker is stopping. */
    boolean post(Runnable command) {
        if (stopping) {
            return false;
        }
        add(command);
        // Added before the last drain: it runs. Added after it: it is still there to take back.
        return !finished || !commands.remove(command);
    }

    private void add(Runnable command) {
        commands.add(command);
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        try {
            boolean busy = false;
            while (!stopping) {
                busy = round(busy);
            }
        } finally {
            // Also when an Error ends the thread: who waits for an answer gets one.
            stopping = true;
            drain();
            guarded(duty::stopped);
            finished = true;
            drain();
        }
    }

    private boolean round(boolean busy) {
        @Nullable Runnable command = take(busy);
        for (int i = 0; command != null; i++) {
            guarded(command);
            command = i < COMMANDS_PER_ROUND ? commands.poll() : null;
        }
        boolean[] worked = {false};
        guarded(() -> {
            worked[0] = duty.work();
            if (nowNs() >= duty.nextDeadlineNs()) {
                duty.tick();
            }
        });
        return worked[0];
    }

    private @Nullable Runnable take(boolean busy) {
        if (busy) {
            return commands.poll();
        }
        for (int naps = 0; naps < NAPS && commands.isEmpty() && deadlineInNs() > NAP_NS; naps++) {
            LockSupport.parkNanos(NAP_NS);
        }
        asleep = true;
        // Posted before the flag was set: seen here. Posted after it: the park returns at once.
        long waitNs = Math.min(IDLE_NS, deadlineInNs());
        if (commands.isEmpty() && waitNs > 0) {
            LockSupport.parkNanos(waitNs);
        }
        asleep = false;
        // Nobody of ours interrupts this thread; who did must not make it spin. close() is the way to stop it.
        Thread.interrupted();
        return commands.poll();
    }

    private long deadlineInNs() {
        return duty.nextDeadlineNs() - nowNs();
    }

    /** Commands that were accepted are carried out, so that no future stays open. */
    private void drain() {
        for (@Nullable Runnable command = commands.poll(); command != null; command = commands.poll()) {
            guarded(command);
        }
    }

    private static void guarded(Runnable command) {
        try {
            command.run();
        } catch (RuntimeException fault) {
            // A fault of ours in one command must not end the service for every session.
            LOG.log(System.Logger.Level.ERROR, "fault on the file thread", fault);
        }
    }

    /** Stops the thread and waits for it (not when called on it). */
    @Override
    public void close() {
        stopping = true;
        add(() -> {});
        if (Thread.currentThread() == thread || !thread.isAlive()) {
            return;
        }
        try {
            thread.join(JOIN_MS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
