package com.hookprobe.htp;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of the endpoint's thread, in order; a command gets the time. It has no bound of its own: who submits what a
 * peer or a busy user can multiply bounds that (send queues, {@link WaitingDatagrams}). Any thread may submit.
 */
final class CommandQueue {
    private final Queue<LongConsumer> commands = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean wakePending = new AtomicBoolean();
    private final Thread thread;
    private final Runnable wake;
    private volatile boolean closed;
    /** Set before the last commands are taken; whoever adds one later takes it back. */
    private volatile boolean finished;

    /** @param wake ends the thread's wait */
    CommandQueue(Thread thread, Runnable wake) {
        this.thread = thread;
        this.wake = wake;
    }

    /** False when the thread's work is over and the command will not run. */
    boolean submit(LongConsumer command) {
        if (closed) {
            return false;
        }
        commands.add(command);
        wake();
        // The thread may have ended between the two: then it is ours to take back, unless it was run meanwhile.
        return !(finished && commands.remove(command));
    }

    private void wake() {
        if (Thread.currentThread() != thread && wakePending.compareAndSet(false, true)) {
            wake.run();
        }
    }

    /** No more is taken; the thread sees that soon. */
    void close() {
        closed = true;
        wake();
    }

    boolean closed() {
        return closed;
    }

    boolean isEmpty() {
        return commands.isEmpty();
    }

    /** The thread's wait is over; the next command wakes it again. */
    void woken() {
        wakePending.set(false);
    }

    /** By the endpoint's thread only. */
    @Nullable LongConsumer poll() {
        return commands.poll();
    }

    /** The thread polls until nothing is left, and then never again. */
    void finish() {
        closed = true;
        finished = true;
    }
}
