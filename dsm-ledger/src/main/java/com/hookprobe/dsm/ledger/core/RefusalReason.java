package com.hookprobe.dsm.ledger.core;

import com.hookprobe.dsm.ledger.MalformedException;

/** Why a message, a block or a request was not taken. */
public enum RefusalReason {
    /** Not a canonical message. */
    MALFORMED(1),
    /** A block of another network. */
    WRONG_NETWORK(2),
    /** No key is enrolled for this source and incarnation. */
    UNKNOWN_SOURCE(3),
    /** The signature is wrong. */
    BAD_SIGNATURE(4),
    /** The number is too far above the linked end of the chain. */
    TOO_FAR(5),
    /** The number has as many branches as are stored. */
    THIRD_BRANCH(6),
    /** The peer used up its share of bytes or verifications. */
    OVER_BUDGET(7),
    /** An edge takes no blocks of other sources. */
    NOT_FOLLOWED(8),
    /** The block asked for is not finalised, or not provable here. */
    NO_PROOF(9),
    /** A proof that does not prove what was asked. */
    BAD_PROOF(10),
    /** Sent by somebody who is no peer. */
    NOT_A_PEER(11),
    /** The peer sent too much that is invalid and is not heard for a while. */
    MUTED(12),
    /** The finalised state says that the source is forked or suspended, or has a newer incarnation. */
    NOT_ACTIVE(13);

    private final int code;

    RefusalReason(int code) {
        this.code = code;
    }

    /** The byte on the wire. */
    public int code() {
        return code;
    }

    static RefusalReason ofCode(int code) throws MalformedException {
        for (RefusalReason reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        throw new MalformedException("unknown refusal " + code);
    }
}
