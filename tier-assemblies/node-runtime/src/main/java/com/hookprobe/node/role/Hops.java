package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.node.power.RouteCost;

/** What a node knows of those that it could hand a report to. */
interface Hops {
    /** There is a session. */
    boolean open(NodeId hop);

    /** Its battery, 0 to 1; 1 on mains or when unknown. */
    double reserve(NodeId hop);

    /** 0 to 1. */
    double trust(NodeId hop);

    /** May it relay for others? Whether it may receive for itself is not asked. */
    default boolean relays(NodeId hop) {
        return RouteCost.relays(reserve(hop), trust(hop));
    }
}
