package com.hookprobe.htp;

import java.util.Optional;

/** Why a session ended; the codes of HTP 3.4. */
public enum CloseCode {
    /** An orderly end. */
    NORMAL(0),
    /** Nothing was heard of the peer for too long, or it stopped acknowledging. */
    IDLE(1),
    /** The peer broke the protocol inside an authenticated packet. */
    PROTOCOL(2),
    /** A fault of our own. */
    INTERNAL(3),
    /** Rekeying failed or is overdue. */
    REKEY(4),
    /** The peer's resonance no longer matches. */
    RESONANCE_LOST(5),
    /** The peer's trust fell below the floor. */
    TRUST_FLOOR(6),
    /** The endpoint is shutting down. */
    SHUTDOWN(7),
    /** The peer sent more than its credit. */
    FLOW_CONTROL(8),
    /** A newer confirmed session of the same node took its place. */
    REPLACED(9),
    /** Too many packets failed authentication under these keys. */
    INTEGRITY_LIMIT(10);

    private final int code;

    CloseCode(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The constant with that number on the wire, if there is one. */
    public static Optional<CloseCode> of(int code) {
        for (CloseCode each : values()) {
            if (each.code == code) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
