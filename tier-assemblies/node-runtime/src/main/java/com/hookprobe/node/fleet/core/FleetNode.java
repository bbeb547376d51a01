package com.hookprobe.node.fleet.core;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A site that the registry knows as ACTIVE.
 *
 * @param name as the mesh file has it
 * @param labels its roles in the registry
 */
public record FleetNode(NodeId id, String name, Tier tier, SortedSet<String> labels) {
    /** Copies the labels. */
    public FleetNode {
        labels = Collections.unmodifiableSortedSet(new TreeSet<>(labels));
    }
}
