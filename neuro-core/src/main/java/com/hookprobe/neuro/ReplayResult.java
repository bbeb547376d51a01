package com.hookprobe.neuro;

import java.util.HexFormat;

/** What a replay found. NEURO 9. */
public sealed interface ReplayResult {
    /**
     * Every claim is met.
     *
     * @param count records of the state now
     */
    record Resonant(long count) implements ReplayResult {}

    /**
     * The records are a proper history, but the weights that follow are not those that were claimed.
     *
     * @param atCount count of the first claim that is not met
     */
    record Diverged(long atCount) implements ReplayResult {}

    /**
     * The records are not a history.
     *
     * @param index of the first bad record in the list, from 0
     * @param fault what is wrong with it
     */
    record BadChain(int index, TerFault fault) implements ReplayResult {}

    /**
     * A record shows watched files other than those that were enrolled.
     *
     * @param index of the first such record in the list, from 0
     * @param expected what is allowed
     * @param found 20 bytes
     */
    record IntegrityChanged(int index, IntegrityBaseline expected, byte[] found) implements ReplayResult {
        /** Copies the bytes. */
        public IntegrityChanged {
            found = found.clone();
        }

        @Override
        public byte[] found() {
            return found.clone();
        }

        @Override
        public String toString() {
            return "IntegrityChanged[index=" + index + ", expected=" + expected + ", found="
                    + HexFormat.of().formatHex(found) + "]";
        }
    }
}
