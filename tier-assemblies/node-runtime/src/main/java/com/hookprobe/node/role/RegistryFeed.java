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

    /** @param unremembered why the guard does not know of it yet; empty when it does */
    private record Read(List<RegistryNews> news, long last, boolean more, String unremembered) {}

    private final RegistryDesk desk;
    private final NodeContext node;
    /** The last change of the registry that is known here. */
    private long followed;

    private boolean asking;
    private String failed = "";
    private String unremembered = "";

    /**
     * To be made before the devices are listed: what changes meanwhile is seen once more, and nothing is missed.
     *
     * @param followed {@link DeviceRegistry#head} before the list
     */
    RegistryFeed(NodeContext node, RegistryDesk desk, long followed) {
        this.node = node;
        this.desk = desk;
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
        boolean owed = !unremembered.isEmpty();
        desk.ask(registry -> read(registry, after, owed), read -> take(read, then), this::failed);
    }

    /** What failed is tried again. Nobody is let in meanwhile; a chain that was taken back stays refused. */
    private void failed(Exception why) {
        asking = false;
        String reason = String.valueOf(why.getMessage());
        if (!RegistryDesk.isAway(why) && !reason.equals(failed)) {
            failed = reason;
            node.log().event("registry_not_followed", "error", reason);
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

    private Read read(DeviceRegistry registry, long after, boolean owed) throws RegistryException {
        List<RegistryEntry.Change> changes = registry.changesSince(after, DeviceRegistry.LIMIT_MAX);
        String unremembered = "";
        if (owed || !changes.isEmpty() || registry.head().sequence() < after) {
            unremembered = remember(registry);
        }
        Set<NodeId> changed = new LinkedHashSet<>();
        changes.forEach(change ->
                change.device().filter(id -> node.mesh().member(id).isPresent()).ifPresent(changed::add));
        List<RegistryNews> news = new ArrayList<>();
        for (NodeId id : changed) {
            news.add(RegistryNews.of(registry, registry.find(id).orElseThrow()));
        }
        return new Read(
                news,
                changes.isEmpty() ? after : changes.get(changes.size() - 1).sequence(),
                changes.size() == DeviceRegistry.LIMIT_MAX,
                unremembered);
    }

    /**
     * An operator's decision must not be taken back by a backup of the moment before; nor may a shorter chain pass for one in which
     * nothing happens. That the guard's file cannot be written is no reason to hold a revocation back.
     */
    private static String remember(DeviceRegistry registry) throws RegistryException {
        try {
            registry.remember();
            return "";
        } catch (RegistryException e) {
            if (e.kind() != RegistryException.Kind.STORAGE) {
                throw e;
            }
            return String.valueOf(e.getMessage());
        }
    }

    private void take(Read read, OnDevice then) throws Exception {
        asking = false;
        failed = "";
        if (!read.unremembered().isEmpty() && !read.unremembered().equals(unremembered)) {
            node.log().event("registry_not_remembered", "error", read.unremembered());
        }
        unremembered = read.unremembered();
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
