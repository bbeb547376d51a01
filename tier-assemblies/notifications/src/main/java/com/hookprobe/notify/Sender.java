package com.hookprobe.notify;

import com.hookprobe.notify.core.Message;
import com.hookprobe.notify.core.Outcome;

/** One channel's way out. Used by one thread at a time; returns within its patience. */
interface Sender extends AutoCloseable {
    /** Sends a message and says what came of it; throws nothing but for a defect. */
    Outcome send(Message message) throws InterruptedException;

    @Override
    default void close() {}
}
