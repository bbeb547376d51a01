package com.hookprobe.qsecbit.federation.core;

/** Why a correlator does not count a message. */
public enum IgnoreReason {
    /** The node's trust is too low. */
    NO_WEIGHT,
    /** The severity is below what is counted. */
    LOW_SEVERITY,
    /** The last sight is further in the future than clocks differ. */
    FUTURE,
    /** The last sight is before the window, or the message is not valid any more. */
    STALE,
    /** The message is here already, or a later one of the same node about the same tag is. */
    DUPLICATE,
    /** The node has taken it back. */
    RETRACTED,
    /** The owner holds its share of the memory. */
    OVER_QUOTA
}
