package com.hookprobe.qsecbit.response;

/** One thing an enforcer has to do. */
public sealed interface Change {
    /** What it is about. */
    Indicator indicator();

    /**
     * From now on this action, and no other, is enforced about the indicator.
     *
     * @param action RATE_LIMIT or BLOCK
     * @param untilMicros when it ends by itself, in microseconds since the epoch
     */
    record Enforce(Indicator indicator, Action action, long untilMicros) implements Change {
        /**
         * Checks the action.
         *
         * @throws IllegalArgumentException for WATCH
         */
        public Enforce {
            if (!action.isEnforced()) {
                throw new IllegalArgumentException("WATCH is not enforced");
            }
        }
    }

    /** Nothing is enforced about the indicator any more. */
    record Release(Indicator indicator) implements Change {}
}
