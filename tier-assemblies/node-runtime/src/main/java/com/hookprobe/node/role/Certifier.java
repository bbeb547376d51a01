package com.hookprobe.node.role;

import com.hookprobe.htp.Channels;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.resonance.EvidenceBook;
import com.hookprobe.node.resonance.ResonanceCertificate;
import com.hookprobe.node.trust.TrustBand;
import com.hookprobe.node.trust.TrustBook;
import com.hookprobe.node.wire.MeshMessage;
import java.util.HashMap;
import java.util.Map;

/** Issues resonance certificates (mesh 2) and remembers what each node's newest says. */
final class Certifier {
    private record Issued(long micros, double trust) {}

    private final NodeContext node;
    private final TrustBook trust;
    private final EvidenceDesk evidence;
    private final long epochMicros;
    private final Map<NodeId, Issued> newest = new HashMap<>();

    Certifier(NodeContext node, TrustBook trust, EvidenceDesk evidence) {
        this.node = node;
        this.trust = trust;
        this.evidence = evidence;
        this.epochMicros = node.config().resonanceEpoch().toNanos() / 1000;
    }

    /** A node has proven its place in its history: it gets a certificate of it, if it is time for one. */
    void certify(NodeId id, long count, byte[] fingerprint) {
        long now = node.loop().wallMicros();
        Issued last = newest.get(id);
        // mesh 2.2: a new one once half of the time of the last has passed, or the clock was set back behind it.
        if (last != null && Math.abs(now - last.micros) < epochMicros / 2) {
            return;
        }
        int told = TrustBand.certified(trust.granted(id));
        newest.put(id, new Issued(now, told / TrustBand.CERTIFIED_ONE));
        evidence.begin(id, new EvidenceBook.Epoch(now, count, fingerprint));
        ResonanceCertificate certificate = ResonanceCertificate.issue(
                id,
                fingerprint,
                count,
                told,
                now,
                now + epochMicros,
                node.self().id(),
                node.keys().device()::sign);
        node.links().send(id, Channels.TELEMETRY, new MeshMessage.Certificate(certificate.encode()).encode());
    }

    /** The node begins anew: what it was told before counts no more. */
    void forget(NodeId id) {
        newest.remove(id);
    }

    /** The newest certificate has not run out. */
    boolean holds(NodeId id) {
        Issued last = newest.get(id);
        return last != null && Math.abs(node.loop().wallMicros() - last.micros) < epochMicros;
    }

    /** The trust that the newest certificate says; 0 without one. */
    double trust(NodeId id) {
        Issued last = newest.get(id);
        return last == null ? 0 : last.trust;
    }
}
