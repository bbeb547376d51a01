package com.hookprobe.qsecbit.response;

/** What is done about an indicator, in rising strength. */
public enum Action {
    /** Nothing in the kernel: lower thresholds and more attention. */
    WATCH,
    /** Packets of the source above a rate are dropped. */
    RATE_LIMIT,
    /** All packets from and to the indicator are dropped. */
    BLOCK;

    /** True when the enforcer has to know about it. */
    public boolean isEnforced() {
        return this != WATCH;
    }

    /** True when this one is as strong as the other, or stronger. */
    public boolean atLeast(Action other) {
        return compareTo(other) >= 0;
    }
}
