package com.hookprobe.htp.sim;

/** What became of a datagram at one point of its way. */
public enum Fate {
    /** A node gave it to the network. */
    SENT(0),
    /** It reached a node. */
    DELIVERED(1),
    /** It reached a node with other bytes than it left with. */
    DELIVERED_DAMAGED(2),
    /** A tap swallowed it. */
    TAPPED(3),
    /** The link lost it. */
    LOST(4),
    /** It came in a black hole's dark time. */
    BLACK_HOLE(5),
    /** Larger than the link's MTU. */
    TOO_LARGE(6),
    /** The queue in front of the bandwidth was full. */
    QUEUE_FULL(7),
    /** Nobody has that address (any more). */
    NO_HOST(8),
    /** The NAT lets nobody in there, or not this sender. */
    NAT_CLOSED(9),
    /** A second copy was made. */
    DUPLICATED(10);

    static final int COUNT = values().length;

    /** Its place in a table of counters, and in the trace hash. */
    final int index;

    Fate(int index) {
        this.index = index;
    }
}
