package com.hookprobe.qsecbit.exchange;

import com.hookprobe.qsecbit.exchange.DecisionEdit.Cause;

/** One step of the stream. */
public sealed interface Change {
    /** Its place: the next one has the next number, for ever (EXCHANGE 3.1). */
    long sequence();

    /** The decision; of one that ended, as it was. */
    Decided decision();

    /** When, in microseconds since the epoch; strictly rising. */
    long atMicros();

    /** From now on in force; replaces what had the same id. */
    record Added(long sequence, Decided decision) implements Change {
        @Override
        public long atMicros() {
            return decision.changedMicros();
        }
    }

    /** No longer in force. */
    record Deleted(long sequence, Decided decision, Cause cause, long atMicros) implements Change {}
}
