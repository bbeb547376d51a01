package com.hookprobe.node.witness;

/** Why a site does not act on a decision: it has no proof of a quorum, or not of this decision. */
public enum WitnessFault {
    /** It came without one. */
    NO_CERTIFICATE,
    /** It is not the encoding of one. */
    MALFORMED,
    /** It is about another decision, or for less long. */
    OTHER_CLAIM,
    /** It is of another number of validators. */
    OTHER_SET,
    /** Its epoch lies in the future, or before the claim can have been made. */
    EPOCH,
    /** Somebody signed who was not drawn. */
    NOT_DRAWN,
    /** Fewer than a quorum signed, or too many of them were revoked since. */
    TOO_FEW,
    /** The signature is not theirs. */
    BAD_SIGNATURE
}
