package com.hookprobe.node.role;

import com.hookprobe.htp.Channels;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.trust.Bands;
import com.hookprobe.node.trust.Intake;
import com.hookprobe.node.trust.TrustBand;
import com.hookprobe.node.wire.MeshMessage;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Before a message comes to the loop: is it taken of a peer with this trust? On the endpoints' threads; one entry for each member of
 * the mesh, since nobody else gets a session.
 */
final class Turnstile {
    private static final class Passage {
        final Intake intake;
        /** The band in which the log has told of a refusal; null after a change. */
        @Nullable TrustBand told;

        Passage(long nowNs) {
            this.intake = new Intake(nowNs);
        }
    }

    private final NodeContext node;
    private final Bands bands;
    private final TrustBand unknown;
    private final Map<NodeId, Passage> passages = new ConcurrentHashMap<>();
    private final AtomicLong refused = new AtomicLong();

    /** @param unknown how a peer is treated that has shown no valid certificate */
    Turnstile(NodeContext node, Bands bands, TrustBand unknown) {
        this.node = node;
        this.bands = bands;
        this.unknown = unknown;
    }

    boolean takes(NodeId from, int channel, byte[] message) {
        // trust 5.3: a verifier that could silence validators would stand above their quorum.
        if (channel == Channels.DSM && validator(from)) {
            return true;
        }
        // What MSSPs that share the work tell each other is what the other would say itself.
        if (node.self().verifier() && node.mesh().isVerifier(from)) {
            return true;
        }
        if (groupKey(from, channel, message)) {
            return true;
        }
        TrustBand band = bands.of(from).orElse(unknown);
        long nowNs = node.loop().nowNs();
        Passage passage = passages.computeIfAbsent(from, id -> new Passage(nowNs));
        Intake.Verdict verdict;
        boolean news;
        synchronized (passage) {
            verdict = passage.intake.judge(band, kind(channel, message), message.length, nowNs);
            passage.told = passage.told == band ? band : null;
            news = verdict != Intake.Verdict.TAKEN && passage.told == null;
            if (news) {
                passage.told = band;
            }
        }
        if (verdict == Intake.Verdict.TAKEN) {
            return true;
        }
        refused.incrementAndGet();
        if (news) {
            node.log()
                    .event(
                            "messages_refused",
                            "from",
                            node.links().name(from),
                            "band",
                            band.name(),
                            "reason",
                            verdict.name());
        }
        return false;
    }

    /** Messages that were not taken, of all peers. */
    long refused() {
        return refused.get();
    }

    private boolean validator(NodeId peer) {
        return node.mesh().member(peer).map(Member::validator).orElse(false);
    }

    /** It says nothing about anybody, and is sent once: a site that drops it is left behind in the epoch before. */
    private boolean groupKey(NodeId from, int channel, byte[] message) {
        return channel == Channels.ALERTS
                && message.length == MeshMessage.GROUP_KEY_BYTES
                && message[0] == MeshMessage.GROUP_KEY
                && node.self().site()
                && node.mesh().region().map(m -> m.id().equals(from)).orElse(false);
    }

    private Intake.Kind kind(int channel, byte[] message) {
        if (channel == Channels.TELEMETRY && message.length > 0) {
            // Each only where somebody takes it: elsewhere it would be a way around the rate.
            int pulse = node.self().verifier() ? MeshMessage.TER_BATCH : MeshMessage.CERTIFICATE;
            if (message[0] == pulse) {
                return Intake.Kind.PULSE;
            }
        }
        return channel == Channels.TELEMETRY || channel == Channels.ALERTS ? Intake.Kind.REPORT : Intake.Kind.LEDGER;
    }
}
