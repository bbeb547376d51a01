package com.hookprobe.qsecbit.federation;

import java.util.Optional;

/** What kind of thing an attack signature is about; {@link #code()} is the value on the wire. */
public enum IndicatorType {
    IP4(1),
    IP6(2),
    PREFIX(3),
    DOMAIN(4),
    TLS_FINGERPRINT(5),
    HTTP_PATTERN(6),
    FILE_HASH(7),
    SSH_FINGERPRINT(8),
    ALERT_CLASS(9),
    BEHAVIOUR(10);

    private static final IndicatorType[] ALL = values();

    private final int code;

    IndicatorType(int code) {
        this.code = code;
    }

    /** 1 to 10. */
    public int code() {
        return code;
    }

    /** True for an address or a prefix of addresses. */
    public boolean isAddress() {
        return code <= PREFIX.code;
    }

    /** True for the kinds whose value is a SHA-256 of something larger. */
    public boolean isDigest() {
        return code >= TLS_FINGERPRINT.code && code <= SSH_FINGERPRINT.code || this == BEHAVIOUR;
    }

    /** The type of a code; empty for any other number. */
    public static Optional<IndicatorType> ofCode(int code) {
        return code >= 1 && code <= ALL.length ? Optional.of(ALL[code - 1]) : Optional.empty();
    }
}
