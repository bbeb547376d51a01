package com.hookprobe.htp.sim;

/** What became of a datagram at one point of its way. */
public enum Fate {
    /** A node gave it to the network. */
    SENT,
    /** It reached a node. */
    DELIVERED,
    /** It reached a node with other bytes than it left with. */
    DELIVERED_DAMAGED,
    /** A tap swallowed it. */
    TAPPED,
    /** The link lost it. */
    LOST,
    /** It came in a black hole's dark time. */
    BLACK_HOLE,
    /** Larger than the link's MTU. */
    TOO_LARGE,
    /** The queue in front of the bandwidth was full. */
    QUEUE_FULL,
    /** Nobody has that address (any more). */
    NO_HOST,
    /** The NAT lets nobody in there, or not this sender. */
    NAT_CLOSED,
    /** A second copy was made. */
    DUPLICATED
}
