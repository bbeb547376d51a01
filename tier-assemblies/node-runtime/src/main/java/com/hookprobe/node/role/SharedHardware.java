package com.hookprobe.node.role;

import com.hookprobe.identity.HardwareComparison;
import com.hookprobe.identity.HardwareDigests;
import com.hookprobe.identity.NodeId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which nodes report one and the same machine. Found by what boards and disks have alone, so that the report of one node is not compared
 * with those of all others. Bounded by the nodes that report. On the loop.
 */
final class SharedHardware {
    /** Nodes that are compared with one that reports: what thousands have in common names no machine. */
    private static final int COMPARED_MAX = 256;

    private final Map<NodeId, HardwareDigests> reported = new HashMap<>();
    private final Map<String, Set<NodeId>> holders = new HashMap<>();

    /**
     * A node has reported.
     *
     * @return who else is taken for the same machine; nobody when it reports what it did before
     */
    List<NodeId> put(NodeId from, HardwareDigests hardware) {
        HardwareDigests before = reported.put(from, hardware);
        if (hardware.equals(before)) {
            return List.of();
        }
        if (before != null) {
            before.ofOneMachine()
                    .forEach(digest -> holders.computeIfPresent(digest, (key, nodes) -> {
                        nodes.remove(from);
                        return nodes.isEmpty() ? null : nodes;
                    }));
        }
        Set<NodeId> candidates = new LinkedHashSet<>();
        for (String digest : hardware.ofOneMachine()) {
            Set<NodeId> nodes = holders.computeIfAbsent(digest, key -> new LinkedHashSet<>());
            nodes.stream().limit(COMPARED_MAX).forEach(candidates::add);
            nodes.add(from);
        }
        return candidates.stream()
                .limit(COMPARED_MAX)
                .filter(other -> matches(other, hardware))
                .toList();
    }

    private boolean matches(NodeId other, HardwareDigests hardware) {
        HardwareDigests its = reported.get(other);
        return its != null && its.matches(hardware, HardwareComparison.TOLERANCE_DEFAULT);
    }
}
