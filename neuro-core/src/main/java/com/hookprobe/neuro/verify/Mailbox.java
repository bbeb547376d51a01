package com.hookprobe.neuro.verify;

import java.util.ArrayList;
import java.util.List;

/** Messages for one thread, from any. Thread-safe. */
final class Mailbox<T> {
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private List<T> messages = new ArrayList<>();
    private boolean nudged;

    synchronized void put(T message) {
        messages.add(message);
        notifyAll();
    }

    /** Ends the present or the next {@link #take}. */
    synchronized void nudge() {
        nudged = true;
        notifyAll();
    }

    /** All messages, as soon as there is one, after a nudge, or when the time is over. */
    synchronized List<T> take(long waitMicros) throws InterruptedException {
        long start = System.nanoTime();
        long waitNanos = waitMicros > Long.MAX_VALUE / NANOS_PER_MICRO ? Long.MAX_VALUE : waitMicros * NANOS_PER_MICRO;
        while (messages.isEmpty() && !nudged) {
            long left = waitNanos - (System.nanoTime() - start);
            if (left <= 0) {
                break;
            }
            wait(left / NANOS_PER_MILLI, (int) (left % NANOS_PER_MILLI));
        }
        nudged = false;
        List<T> taken = messages;
        messages = new ArrayList<>();
        return taken;
    }
}
