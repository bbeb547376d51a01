package com.hookprobe.qsecbit.learning.core;

/** Why a site does not follow an order (LEARNING 7.6). */
public enum OrderRefusal {
    /** Not the aggregator's. */
    BAD_SIGNATURE,
    /** Its sequence is not above that of the last one. */
    OLD_ORDER,
    /** The model that it names is not here yet; try again when it is. */
    MODEL_MISSING,
    /** The model is not the aggregator's. */
    MODEL_NOT_SIGNED,
    /** The model is of other features than the one in use. */
    OTHER_LAYOUT,
    /** Its number is not above that of the one in use, and nothing is taken back. */
    OLDER_MODEL,
    /** The one in use is not among its ancestors. */
    WRONG_PARENT
}
