package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.node.resonance.Revocation;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the verifier suspends in the registry. Written to a file first: a registry that is away, or a node that falls meanwhile,
 * must not make it forgotten. Bounded by the members of the mesh. On the loop.
 */
final class Suspensions {
    /** How long the other nodes wait for the registry before they are told all the same. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final NodeContext node;
    private final RegistryDesk desk;
    private final StandingWords words;
    private final String actor;
    private final RevocationFile file;
    private final Map<NodeId, Revocation> pending = new TreeMap<>();
    private final Set<NodeId> asked = new HashSet<>();

    Suspensions(NodeContext node, RegistryDesk desk, StandingWords words, String actor) {
        this.node = node;
        this.desk = desk;
        this.words = words;
        this.actor = actor;
        this.file = new RevocationFile(node.data(), "suspensions.pending");
    }

    /** Carries out what an earlier run could not; before the registry is read, and before the loop has work. */
    void settle(DeviceRegistry registry) throws IOException, RegistryException {
        List<Revocation> left = file.read();
        for (Revocation one : left) {
            // A mesh may have fewer members than it had, but a device is one.
            suspend(registry, one.node(), one.reason());
            node.log()
                    .event(
                            "suspended_late",
                            "subject",
                            node.links().name(one.node()),
                            "reason",
                            one.reason().toString());
        }
        if (!left.isEmpty()) {
            file.write(List.of());
        }
    }

    /**
     * Suspends a node, where an operator sees it.
     *
     * @param then when it is done or has failed, at the latest after {@link #PATIENCE}; once
     */
    void suspend(NodeId id, Revocation.Reason reason, NodeLoop.Task then) {
        pending.put(id, words.draft(id, reason));
        save();
        boolean[] told = {false};
        NodeLoop.Task once = () -> {
            if (!told[0]) {
                told[0] = true;
                then.run();
            }
        };
        node.loop().after(PATIENCE, once);
        ask(id, reason, once);
    }

    /** Tries again what the registry could not take. */
    void retry() {
        for (Revocation one : List.copyOf(pending.values())) {
            ask(one.node(), one.reason(), () -> {});
        }
    }

    private void ask(NodeId id, Revocation.Reason reason, NodeLoop.Task then) {
        if (!asked.add(id)) {
            return;
        }
        desk.ask(
                registry -> suspend(registry, id, reason),
                sequence -> {
                    asked.remove(id);
                    pending.remove(id);
                    save();
                    words.judged(id, sequence);
                    then.run();
                },
                why -> {
                    asked.remove(id);
                    if (!RegistryDesk.isAway(why)) {
                        node.log()
                                .event("not_suspended", "subject", node.links().name(id), "error", why.toString());
                    }
                    then.run();
                });
    }

    /** Returns the number of the row that takes the node out: this one, or that of an operator who was faster. */
    private long suspend(DeviceRegistry registry, NodeId id, Revocation.Reason reason) throws RegistryException {
        try {
            registry.suspend(id, actor, reason.toString());
        } catch (RegistryException e) {
            switch (e.kind()) {
                case NOT_ALLOWED, NOT_FOUND ->
                    node.log().event("not_suspended", "subject", node.links().name(id), "error", e.toString());
                default -> throw e;
            }
        }
        return Reinstatements.lastJudgement(registry.audit(id))
                .map(change -> change.sequence())
                .orElse(0L);
    }

    private void save() {
        try {
            file.write(List.copyOf(pending.values()));
        } catch (IOException e) {
            node.log().event("suspensions_not_saved", "file", file.path().toString(), "error", e.toString());
        }
    }
}
