package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.identity.registry.RegistryEntry;
import com.hookprobe.identity.registry.RegistryException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Follows what others change in the registry: each device that changed, as it is now. Polled. */
final class RegistryFeed {
    private static final Duration POLL_MAX = Duration.ofSeconds(1);

    /** Told of a device that somebody has changed. */
    @FunctionalInterface
    interface OnDevice {
        void changed(RegisteredDevice device) throws Exception;
    }

    private final DeviceRegistry registry;
    /** The last change of the registry that is known here. */
    private long followed;

    /** To be made before the devices are listed: what changes meanwhile is seen once more, and nothing is missed. */
    RegistryFeed(DeviceRegistry registry) throws RegistryException {
        this.registry = registry;
        this.followed = registry.head().sequence();
    }

    /** mesh 3.3: how often to look, so that a revocation is everywhere before the next heartbeat. */
    static Duration poll(Duration heartbeat) {
        Duration half = heartbeat.dividedBy(2);
        return half.compareTo(POLL_MAX) < 0 ? half : POLL_MAX;
    }

    void follow(OnDevice then) throws Exception {
        List<RegistryEntry.Change> changes;
        do {
            changes = registry.changesSince(followed, DeviceRegistry.LIMIT_MAX);
            Set<NodeId> changed = new LinkedHashSet<>();
            changes.forEach(change -> change.device().ifPresent(changed::add));
            for (NodeId id : changed) {
                then.changed(registry.find(id).orElseThrow());
            }
            // Only now: what failed is tried again.
            followed = changes.isEmpty()
                    ? followed
                    : changes.get(changes.size() - 1).sequence();
        } while (changes.size() == DeviceRegistry.LIMIT_MAX);
    }
}
