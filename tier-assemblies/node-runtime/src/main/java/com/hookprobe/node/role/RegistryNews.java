package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.identity.registry.RegistryEntry;
import com.hookprobe.identity.registry.RegistryException;
import java.util.List;
import java.util.Optional;

/**
 * A device as the registry has it now, with what people and the verifier have decided on it.
 *
 * @param device as it is now
 * @param reinstated the number of the last row by which somebody reinstated it; 0 for none
 * @param judgement the last row that takes it out or lets it in again
 */
record RegistryNews(RegisteredDevice device, long reinstated, Optional<RegistryEntry.Change> judgement) {
    static RegistryNews of(DeviceRegistry registry, RegisteredDevice device) throws RegistryException {
        List<RegistryEntry.Change> audit = registry.audit(device.id());
        return new RegistryNews(device, Reinstatements.lastSequence(audit), Reinstatements.lastJudgement(audit));
    }

    NodeId id() {
        return device.id();
    }

    /** The number of the last judgement; 0 for none. */
    long judged() {
        return judgement.map(RegistryEntry.Change::sequence).orElse(0L);
    }

    /** True when the last judgement lets it in again. */
    boolean letsIn() {
        return judgement.filter(Reinstatements::lets).isPresent();
    }
}
