package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegistryEntry;
import com.hookprobe.identity.registry.RegistryException;
import java.util.Set;

/** Whether an operator's last word on a node is that it may begin anew. */
final class Reinstatements {
    private static final String REINSTATE = "reinstate";
    /** What is said about a node as such; other rows of its audit are about its keys and values. */
    private static final Set<String> JUDGEMENTS = Set.of("suspend", "revoke", REINSTATE);

    private Reinstatements() {}

    static boolean last(DeviceRegistry registry, NodeId node) throws RegistryException {
        return registry.audit(node).stream()
                .map(RegistryEntry.Change::action)
                .filter(JUDGEMENTS::contains)
                .reduce((older, newer) -> newer)
                .filter(REINSTATE::equals)
                .isPresent();
    }
}
