package com.hookprobe.qsecbit.response;

/** What became of a decision. */
public enum Outcome {
    /** It holds; a WATCH is recorded. */
    ENFORCED,
    /** It touches an allowed address; nothing was done. */
    ALLOWLISTED,
    /** It would cut this site off from itself or from its operators; nothing was done. */
    GUARDED,
    /** A person took back what was as strong about the same indicator; nothing was done. */
    UNDONE,
    /** A decision of the same origin that is as strong and lasts as long holds already. */
    ALREADY,
    /** The table is full; nothing was done. */
    REFUSED_FULL,
    /** It had ended before it came. */
    EXPIRED,
    /** It is recorded, but the enforcer failed; the next call tries again. */
    FAILED
}
