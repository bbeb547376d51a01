package com.hookprobe.node.role;

import com.hookprobe.qsecbit.correlation.core.Cursor;
import com.hookprobe.qsecbit.correlation.core.Input;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import java.util.List;
import java.util.function.LongFunction;

/** A correlator's log, for the node's loop: what goes in is durable before it decides anything, and what comes out comes again until it was stored. */
interface DecisionLog extends AutoCloseable {
    /** Of every correlator. */
    Sharding SHARDING = Sharding.STANDARD;

    /** Takes outputs, stores that it did, and then confirms them. */
    @FunctionalInterface
    interface Reader {
        /** @param cursor behind them */
        void take(List<Output> outputs, Cursor cursor) throws Exception;
    }

    /** From here on the reader gets outputs. */
    void start() throws Exception;

    /** Writes an input down, which gets a time of its own; what it decides comes to the reader. */
    void submit(LongFunction<Input> at);

    /** Each second: says how much was refused since it was asked last, and tries again what can be. */
    void tick();

    /** What the reader has done with outputs before a cursor is on the disk, and so is the cursor. */
    void confirm(Cursor stored);

    /** Decides nothing more. */
    void stop(Throwable cause);

    /** Why it decides nothing now; empty while it does. */
    String trouble();

    @Override
    void close();
}
