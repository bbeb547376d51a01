package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegistryEntry;
import com.hookprobe.identity.registry.RegistryException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether an operator's last word on a node is that it may begin anew. */
final class Reinstatements {
    private static final String REINSTATE = "reinstate";
    /** What is said about a node as such; other rows of its audit are about its keys and values. */
    private static final Set<String> JUDGEMENTS = Set.of("suspend", "revoke", "replace", REINSTATE);

    private Reinstatements() {}

    /** The number of the last row by which somebody reinstated the node; 0 for none. */
    static long lastSequence(DeviceRegistry registry, NodeId node) throws RegistryException {
        return lastSequence(registry.audit(node));
    }

    static long lastSequence(List<RegistryEntry.Change> audit) {
        return audit.stream()
                .filter(Reinstatements::lets)
                .mapToLong(RegistryEntry.Change::sequence)
                .max()
                .orElse(0);
    }

    /** The last row that takes a node out or lets it in again. */
    static Optional<RegistryEntry.Change> lastJudgement(List<RegistryEntry.Change> audit) {
        return audit.stream()
                .filter(change -> JUDGEMENTS.contains(change.action()))
                .reduce((older, newer) -> newer);
    }

    /** True for a row that lets a node in again. */
    static boolean lets(RegistryEntry.Change change) {
        return change.action().equals(REINSTATE);
    }
}
