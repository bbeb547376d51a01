package com.hookprobe.qsecbit.correlation.kafka;

import java.util.concurrent.atomic.AtomicLong;

/** What this process has done since its start, for figures. Thread-safe. */
public final class Progress {
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong tooEarly = new AtomicLong();

    /** Inputs taken; those of transactions that were aborted count too, and are taken again. */
    public long inputs() {
        return taken.get();
    }

    /** Messages of the inputs' topic that are no inputs, or of another shard. */
    public long foreign() {
        return refused.get();
    }

    /** Inputs whose arrival is too far ahead of when the log took them. */
    public long early() {
        return tooEarly.get();
    }

    void taken() {
        taken.incrementAndGet();
    }

    void refused() {
        refused.incrementAndGet();
    }

    void tooEarly() {
        tooEarly.incrementAndGet();
    }
}
