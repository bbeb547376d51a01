package com.hookprobe.qsecbit.federation;

import java.util.Optional;

/** Why what the mesh set about a tag is lifted; {@link #code()} is the value on the wire. */
public enum CancelReason {
    /** More owners than can lie have good relations with it. */
    VETOED(1),
    /** Reporters took their reports back, and what is left does not reach the level. */
    RETRACTED(2),
    /** Reporters lost their standing, and what is left does not reach the level. */
    REVOKED(3),
    /** A person at the correlator allowed it. */
    OPERATOR(4);

    private static final CancelReason[] ALL = values();

    private final int code;

    CancelReason(int code) {
        this.code = code;
    }

    /** 1 to 4. */
    public int code() {
        return code;
    }

    /**
     * Whether it lifts the value in whatever key epoch it was decided (FEDERATION 8.6), and not only what its tag set: it says that
     * this is no attacker, and not that a report counts no more.
     */
    public boolean isAboutTheValue() {
        return this == VETOED || this == OPERATOR;
    }

    /** The reason of a code; empty for any other number. */
    public static Optional<CancelReason> ofCode(int code) {
        return code >= 1 && code <= ALL.length ? Optional.of(ALL[code - 1]) : Optional.empty();
    }
}
