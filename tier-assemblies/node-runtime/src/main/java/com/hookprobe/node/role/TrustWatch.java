package com.hookprobe.node.role;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.trust.TrustBand;
import com.hookprobe.node.trust.TrustBook;
import com.hookprobe.node.trust.TrustTerms;
import java.util.HashMap;
import java.util.Map;

/** A node's trust after each epoch: kept, told when there is news, and acted on when nothing of its is taken for long. */
final class TrustWatch {
    /** A change that is worth a line in the log although the band stays. */
    private static final double TRUST_NEWS = 0.05;
    /** trust 4.3: a node that nobody takes anything from is sent away, to come back with a new handshake. */
    private static final long QUARANTINE_NS = 300_000_000_000L;

    private static final class Told {
        private double trust = -1;
        private TrustBand band = TrustBand.STANDARD;
        private long quarantinedNs;

        private Told(long nowNs) {
            this.quarantinedNs = nowNs;
        }
    }

    private final NodeContext node;
    private final TrustKeeper kept;
    private final TrustBook trust;
    private final Map<NodeId, Told> nodes = new HashMap<>();

    TrustWatch(NodeContext node, TrustKeeper kept) {
        this.node = node;
        this.kept = kept;
        this.trust = kept.book();
    }

    /** From now on that node is watched. */
    void follow(NodeId id) {
        long now = node.loop().nowNs();
        trust.follow(id, now);
        nodes.put(id, new Told(now));
    }

    /** An epoch is over. */
    void onEpoch() {
        trust.onEpoch(node.loop().nowNs(), this::trusted);
        kept.save();
    }

    private void trusted(NodeId id, TrustTerms terms) {
        Told told = nodes.get(id);
        if (told == null) {
            return;
        }
        TrustBand band = trust.band(id);
        if (band != told.band || Math.abs(terms.after() - told.trust) >= TRUST_NEWS) {
            told.band = band;
            told.trust = terms.after();
            show(id, band, terms);
        }
        long now = node.loop().nowNs();
        if (band.mayReport()) {
            told.quarantinedNs = now;
        } else if (now - told.quarantinedNs >= QUARANTINE_NS) {
            told.quarantinedNs = now;
            node.links().close(id, CloseCode.TRUST_FLOOR, "trust below the floor");
        }
    }

    private void show(NodeId id, TrustBand band, TrustTerms terms) {
        node.log()
                .event(
                        "trust",
                        "subject",
                        node.links().name(id),
                        "value",
                        terms.after(),
                        "band",
                        band.name(),
                        "resonance",
                        terms.resonance(),
                        "calm",
                        terms.calm(),
                        "behaviour",
                        terms.behaviour(),
                        "witness",
                        terms.witness(),
                        "limit",
                        terms.limit());
    }
}
