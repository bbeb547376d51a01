package com.hookprobe.qsecbit.federation;

import java.util.Optional;

/** How strongly the mesh is sure, in rising order; {@link #code()} is the value on the wire (FEDERATION 1). */
public enum DecisionLevel {
    /** One trusted owner saw it: lower local thresholds. */
    WATCH(1, 3_600),
    /** Two owners saw it. */
    RATE_LIMIT(2, 600),
    /** k owners saw it. */
    BLOCK(3, 3_600),
    /** So many owners saw it that at least one of them is honest. */
    BLOCK_LONG(4, 86_400);

    /** The longest time to live of any decision. */
    public static final int TTL_SECONDS_MAX = 7 * 86_400;

    private static final DecisionLevel[] ALL = values();

    private final int code;
    private final int ttlSeconds;

    DecisionLevel(int code, int ttlSeconds) {
        this.code = code;
        this.ttlSeconds = ttlSeconds;
    }

    /** 1 to 4. */
    public int code() {
        return code;
    }

    /** The default time to live. */
    public int ttlSeconds() {
        return ttlSeconds;
    }

    /** True when this one is as strong as the other, or stronger. */
    public boolean atLeast(DecisionLevel other) {
        return code >= other.code;
    }

    /** The level of a code; empty for any other number. */
    public static Optional<DecisionLevel> ofCode(int code) {
        return code >= 1 && code <= ALL.length ? Optional.of(ALL[code - 1]) : Optional.empty();
    }
}
