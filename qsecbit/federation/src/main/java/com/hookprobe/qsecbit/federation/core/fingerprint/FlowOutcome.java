package com.hookprobe.qsecbit.federation.core.fingerprint;

/** How a flow went; {@link #code()} is its number in a feature (FINGERPRINT 2). */
public enum FlowOutcome {
    /** Nothing is known. */
    UNKNOWN(0),
    /** Both sides sent data. */
    ANSWERED(1),
    /** The other side sent nothing. */
    SILENT(2),
    /** The other side refused it, or broke it off at once. */
    REFUSED(3);

    private final int code;

    FlowOutcome(int code) {
        this.code = code;
    }

    /** 0 to 3. */
    public int code() {
        return code;
    }
}
