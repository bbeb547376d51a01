package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;

/**
 * One line of a validator's own memory of what it has signed (DSM 2.2).
 *
 * @param value the proposed or voted value; {@link Hash32#ZERO} for NULLIFIED and WATERMARK
 */
public record VoteRecord(Kind kind, long height, long view, Hash32 value) {
    /** What was signed, or what the log says about itself. */
    public enum Kind {
        /** First record of a file: binds it to one genesis and one key. */
        INIT(0),
        NOTARIZED(1),
        NULLIFIED(2),
        FINALIZED(3),
        PROPOSED(4),
        /** Nothing may be signed at this height or below. */
        WATERMARK(5);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static Kind ofCode(int code) throws MalformedException {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new MalformedException("unknown vote record kind " + code);
        }

        /** The record that must be durable before a vote of this kind leaves. */
        public static Kind of(VoteKind kind) {
            return switch (kind) {
                case NOTARIZE -> NOTARIZED;
                case NULLIFY -> NULLIFIED;
                case FINALIZE -> FINALIZED;
            };
        }
    }
}
