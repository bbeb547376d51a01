package com.hookprobe.qsecbit.response;

/** What is done about an indicator, in rising strength. */
public enum Action {
    /** Nothing in the kernel: lower thresholds and more attention. */
    WATCH(0),
    /** Packets of the source above a rate are dropped. */
    RATE_LIMIT(1),
    /** A host of our own reaches the configured addresses only, such as name servers and a portal (RESPONSE 6). */
    QUARANTINE(3),
    /** All packets from and to the indicator are dropped. */
    BLOCK(2);

    private final int code;

    Action(int code) {
        this.code = code;
    }

    /** The number in the name of a decision (RESPONSE 1.3); it never changes. */
    int code() {
        return code;
    }

    /** True when the enforcer has to know about it. */
    public boolean isEnforced() {
        return this != WATCH;
    }

    /** True when this one is as strong as the other, or stronger. */
    public boolean atLeast(Action other) {
        return compareTo(other) >= 0;
    }
}
