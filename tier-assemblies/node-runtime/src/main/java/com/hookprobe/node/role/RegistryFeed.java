package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.identity.registry.RegistryEntry;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.mesh.MeshFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Follows what others change in the registry: each member of the mesh that changed, as it is now. Polled, on the loop. */
final class RegistryFeed {
    private static final Duration POLL_MAX = Duration.ofSeconds(1);

    /** Told of a device that somebody has changed. */
    @FunctionalInterface
    interface OnDevice {
        void changed(RegistryNews news) throws Exception;
    }

    private record Read(List<RegistryNews> news, long last, boolean more) {}

    private final RegistryDesk desk;
    private final MeshFile mesh;
    /** The last change of the registry that is known here. */
    private long followed;

    private boolean asking;

    /**
     * To be made before the devices are listed: what changes meanwhile is seen once more, and nothing is missed.
     *
     * @param followed {@link DeviceRegistry#head} before the list
     */
    RegistryFeed(RegistryDesk desk, MeshFile mesh, long followed) {
        this.desk = desk;
        this.mesh = mesh;
        this.followed = followed;
    }

    /** mesh 3.3: how often to look, so that a revocation is everywhere before the next heartbeat. */
    static Duration poll(Duration heartbeat) {
        Duration half = heartbeat.dividedBy(2);
        return half.compareTo(POLL_MAX) < 0 ? half : POLL_MAX;
    }

    void follow(OnDevice then) {
        if (asking) {
            return;
        }
        asking = true;
        long after = followed;
        desk.ask(registry -> read(registry, after), read -> take(read, then), this::failed);
    }

    /** What failed is tried again. */
    private void failed(Exception why) throws Exception {
        asking = false;
        if (!RegistryDesk.isAway(why)) {
            throw why;
        }
    }

    /** The members of a mesh that the registry knows. */
    static List<RegisteredDevice> members(DeviceRegistry registry, MeshFile mesh) throws RegistryException {
        List<RegisteredDevice> found = new ArrayList<>();
        for (Member member : mesh.members()) {
            registry.find(member.id()).ifPresent(found::add);
        }
        return found;
    }

    private Read read(DeviceRegistry registry, long after) throws RegistryException {
        List<RegistryEntry.Change> changes = registry.changesSince(after, DeviceRegistry.LIMIT_MAX);
        if (!changes.isEmpty() || registry.head().sequence() < after) {
            // An operator's decision must not be taken back by a backup of the moment before; nor may a shorter chain
            // pass for one in which nothing happens.
            registry.remember();
        }
        Set<NodeId> changed = new LinkedHashSet<>();
        changes.forEach(change ->
                change.device().filter(id -> mesh.member(id).isPresent()).ifPresent(changed::add));
        List<RegistryNews> news = new ArrayList<>();
        for (NodeId id : changed) {
            news.add(RegistryNews.of(registry, registry.find(id).orElseThrow()));
        }
        return new Read(
                news,
                changes.isEmpty() ? after : changes.get(changes.size() - 1).sequence(),
                changes.size() == DeviceRegistry.LIMIT_MAX);
    }

    private void take(Read read, OnDevice then) throws Exception {
        asking = false;
        for (RegistryNews one : read.news()) {
            then.changed(one);
        }
        // Only now: what failed is tried again.
        followed = read.last();
        if (read.more()) {
            follow(then);
        }
    }
}
