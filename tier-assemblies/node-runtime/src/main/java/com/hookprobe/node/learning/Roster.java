package com.hookprobe.node.learning;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.learning.core.Member;
import java.util.Map;

/**
 * Who takes part, by node id.
 *
 * @param enrolled all nodes that may, also those that are away or have not shown themselves since this node's start; nobody who is revoked
 * @param counting of these, those whose word counts now
 */
public record Roster(Map<Bytes32, Member> enrolled, Map<Bytes32, Member> counting) {
    /** Copies the maps. */
    public Roster {
        enrolled = Map.copyOf(enrolled);
        counting = Map.copyOf(counting);
    }
}
