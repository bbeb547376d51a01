package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.MalformedException;

/** What a vote, or a certificate of q votes, says about one view of one height (DSM 3.4). */
public enum VoteKind {
    /** "I hold and checked this value." A quorum is a value certificate, VC. */
    NOTARIZE(1),
    /** "This view may be left without a value." A quorum is a skip certificate, SC. */
    NULLIFY(2),
    /** "I never skip this view; its value is this." A quorum is a decision, DC. */
    FINALIZE(3);

    private final int code;

    VoteKind(int code) {
        this.code = code;
    }

    /** The byte on the wire. */
    public int code() {
        return code;
    }

    static VoteKind ofCode(int code) throws MalformedException {
        for (VoteKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new MalformedException("unknown vote kind " + code);
    }
}
