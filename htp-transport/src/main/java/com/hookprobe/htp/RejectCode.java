package com.hookprobe.htp;

import java.util.Optional;

/** Why a responder refused a handshake; the codes of HTP 3.4. */
public enum RejectCode {
    /** The responder speaks another version. Only ever a hint in clear. */
    VERSION(1),
    /** The responder is out of room; try again after the given time. */
    BUSY(2),
    /** Unknown node, bad signature or bad commitment: one code for all, on purpose. */
    AUTH(3),
    /** The weights do not match; carries the responder's TER count. */
    RESONANCE(4),
    /** The node is revoked. */
    REVOKED(5),
    /** The initiator's TER count is older than the responder's; carries the responder's TER count. */
    STALE_TER(6),
    /** The node connects too often. */
    QUOTA(7),
    /** The node's trust is too low. */
    TRUST(8);

    private final int code;

    RejectCode(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The constant with that number on the wire, if there is one. */
    public static Optional<RejectCode> of(int code) {
        for (RejectCode each : values()) {
            if (each.code == code) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
