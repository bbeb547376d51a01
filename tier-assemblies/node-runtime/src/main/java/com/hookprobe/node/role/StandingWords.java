package com.hookprobe.node.role;

import com.hookprobe.htp.Channels;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.DeviceStatus;
import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.identity.registry.RegistryEntry;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.resonance.Revocation;
import com.hookprobe.node.wire.MeshMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The verifier's signed words on nodes (mesh 3): said to every member at once, and to each that comes later. They follow from the
 * registry, so a verifier that starts again says them again. Bounded by the members of the mesh. On the loop.
 */
final class StandingWords {
    private final NodeContext node;
    private final String actor;
    private final Map<NodeId, Revocation> words = new HashMap<>();
    /** The number of the registry's last row that takes a node out or lets it in. */
    private final Map<NodeId, Long> judged = new HashMap<>();

    /** @param actor who this verifier is in the registry's audit */
    StandingWords(NodeContext node, String actor) {
        this.node = node;
        this.actor = actor;
    }

    static boolean out(RegisteredDevice device) {
        return device.status() == DeviceStatus.SUSPENDED || device.status() == DeviceStatus.REVOKED;
    }

    /** Knows again what was said of a member of the mesh before this verifier started. */
    void recall(RegistryNews news) {
        RegisteredDevice device = news.device();
        heard(news);
        boolean member = node.mesh().member(device.id()).isPresent();
        if (member && (out(device) || news.letsIn())) {
            Revocation.Reason reason = out(device)
                    ? news.judgement().map(this::reason).orElse(Revocation.Reason.OPERATOR)
                    : Revocation.Reason.REINSTATED;
            words.put(device.id(), issue(device.id(), reason, news.judged(), 0));
        }
    }

    /** The registry has a newer row on a node, which the next word on it is numbered by. */
    void heard(RegistryNews news) {
        judged(news.id(), news.judged());
    }

    void judged(NodeId id, long sequence) {
        if (node.mesh().member(id).isPresent()) {
            judged.merge(id, sequence, Math::max);
        }
    }

    private Revocation.Reason reason(RegistryEntry.Change change) {
        return Stream.of(Revocation.Reason.values())
                .filter(reason -> change.by().equals(actor) && change.detail().equals(reason.toString()))
                .findFirst()
                .orElse(Revocation.Reason.OPERATOR);
    }

    /** The number of the newest word on a node; 0 without one. */
    long sequence(NodeId id) {
        Revocation word = words.get(id);
        return word == null ? 0 : word.sequence();
    }

    /** True when the newest word on the node is that it must not take part. */
    boolean shutsOut(NodeId id) {
        Revocation word = words.get(id);
        return word != null && !word.lifts();
    }

    /** Says a new word to every other member that has a session. */
    void say(NodeId id, Revocation.Reason reason, long terSequence) {
        Revocation word = issue(id, reason, number(id), terSequence);
        words.put(id, word);
        for (Member member : node.mesh().members()) {
            if (!member.id().equals(id)) {
                send(member.id(), word);
            }
        }
    }

    /** mesh 3.4: a word that shuts out counts by its time too, so it goes out without the registry's number. */
    private long number(NodeId id) {
        return Math.max(judged.getOrDefault(id, 0L), sequence(id));
    }

    /** A word that is not said yet. */
    Revocation draft(NodeId id, Revocation.Reason reason) {
        return issue(id, reason, number(id), 0);
    }

    private Revocation issue(NodeId id, Revocation.Reason reason, long sequence, long terSequence) {
        return Revocation.issue(
                id,
                reason,
                sequence,
                terSequence,
                node.loop().wallMicros(),
                node.self().id(),
                node.keys().device()::sign);
    }

    /** A validator that was away when a word was said must learn of it. */
    void tell(NodeId peer) {
        words.values().stream().filter(word -> !word.node().equals(peer)).forEach(word -> send(peer, word));
    }

    private void send(NodeId peer, Revocation word) {
        node.links().send(peer, Channels.TELEMETRY, new MeshMessage.Revoked(word.encode()).encode());
    }
}
