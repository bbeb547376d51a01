package com.hookprobe.node.cli;

import com.hookprobe.node.log.EventLog;

/**
 * What becomes of a node when one of its threads has died. Without memory the node ends at once, for it would go on blind, and with
 * half of its state; anything else is told.
 */
final class DeadThreads implements Thread.UncaughtExceptionHandler {
    /** What {@code -XX:+ExitOnOutOfMemoryError} ends with too. */
    static final int OUT_OF_MEMORY = 3;

    private final EventLog log;

    DeadThreads(EventLog log) {
        this.log = log;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable why) {
        if (why instanceof OutOfMemoryError) {
            // Neither a line nor an orderly stop: both want memory.
            Runtime.getRuntime().halt(OUT_OF_MEMORY);
        }
        why.printStackTrace();
        log.event("internal_error", "error", why.toString(), "at", "thread " + thread.getName());
    }
}
