package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.report.core.DayTallies;
import com.hookprobe.node.report.core.KnownElsewhere;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.metric.Band;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What the MSSP counts of the nodes of its tenants for their reports: what they report, how they say that they are, whether they are here, and
 * how far they are trusted. Owned by the node's loop.
 */
final class ProviderTally implements Role, NodeWatcher {
    /** Reports that are known to have been counted: a site tells one again under each new key. */
    static final int REPORTS_KNOWN = 65_536;

    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);
    private static final long GAP_NS = TimeUnit.MINUTES.toNanos(3);
    private static final long MINUTE_MICROS = 60_000_000;

    private final NodeContext node;
    private final TallyBook book;
    private final Fleet fleet;
    private final KnownElsewhere<TagKey> known = new KnownElsewhere<>();
    /** What nodes have told last, in millionths. */
    private final Map<NodeId, Integer> scores = new HashMap<>();

    private final Map<String, Boolean> counted = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REPORTS_KNOWN;
        }
    };
    private long lookedNs;

    /** The nodes that the verifier follows. */
    interface Fleet {
        Collection<NodeId> nodes();

        /** Whose a node is; empty for one that is not followed. */
        Optional<String> tenant(NodeId node);

        OptionalDouble trust(NodeId node);

        boolean here(NodeId node);
    }

    ProviderTally(NodeContext node, TallyBook book, Fleet fleet) {
        this.node = node;
        this.book = book;
        this.fleet = fleet;
    }

    @Override
    public void start() {
        lookedNs = node.loop().nowNs();
        node.loop().every(LOOK_EVERY, () -> look(node.loop().nowNs()));
    }

    /** Counts the time since the last look: who was here, and in which band. */
    void look(long nowNs) {
        long passedNs = nowNs - lookedNs;
        lookedNs = nowNs;
        // A machine that slept heard nobody.
        long millis = passedNs < GAP_NS ? TimeUnit.NANOSECONDS.toMillis(passedNs) : 0;
        for (NodeId id : fleet.nodes()) {
            String subject = id.hex();
            if (fleet.tenant(id).isEmpty()) {
                continue;
            }
            book.count(subject, TallyNames.EXPECTED, millis);
            if (fleet.here(id)) {
                book.count(subject, TallyNames.UP, millis);
                // A site begins in the green, and tells when it leaves it.
                Band band = Band.of(score(id).orElse(0));
                book.count(subject, TallyNames.band(band), millis);
            }
            fleet.trust(id).ifPresent(trust -> book.count(subject, TallyNames.TRUST, Math.round(trust * 1_000_000)));
        }
    }

    /** The score that a node told last; empty when it has not told any since this node started. */
    OptionalDouble score(NodeId id) {
        Integer millionths = scores.get(id);
        return millionths == null ? OptionalDouble.empty() : OptionalDouble.of(millionths / 1e6);
    }

    @Override
    public void onMesh(NodeId from, MeshMessage message) {
        if (message instanceof MeshMessage.QsecbitReport report
                && fleet.tenant(from).isPresent()) {
            int millionths = Math.min(1_000_000, Math.max(0, report.valueMillionths()));
            scores.put(from, millionths);
            String subject = from.hex();
            book.count(subject, TallyNames.SCORES, 1);
            book.count(subject, TallyNames.SCORE_SUM, millionths);
            book.count(subject, TallyNames.SCORE_HIGHEST, millionths);
        }
    }

    @Override
    public void reported(NodeId site, AttackSignature report) {
        Optional<String> tenant = fleet.tenant(site);
        // The block that seals what a site saw is the same under each key.
        String name = site.hex() + report.facts().evidence().hex();
        if (tenant.isEmpty() || counted.put(name, true) != null) {
            return;
        }
        String kind = TallyNames.kind(report.facts().attackType());
        book.count(site.hex(), TallyNames.seen(kind, report.facts().severity()), 1);
        book.count(site.hex(), TallyNames.SHARED, 1);
        // Whole minutes are told, rounded down: what is in doubt is not counted.
        if (known.reported(report.key(), tenant.get(), report.facts().firstSeenMinutes() * MINUTE_MICROS)) {
            book.count(DayTallies.tenant(tenant.get()), TallyNames.MET, 1);
        }
    }

    @Override
    public void told(Word word) {
        if (word.fate() != Fate.TOLD
                || !word.correlator().id().equals(node.self().id())) {
            return;
        }
        String kind = TallyNames.kind(word.decision().draft().attackType());
        book.count(
                DayTallies.HERE, TallyNames.told(kind, word.decision().level().name()), 1);
        Set<String> spared = known.decided(
                word.decision().key(),
                word.decision().decidedMicros(),
                word.decision().endsMicros(),
                tenants());
        spared.forEach(tenant -> book.count(DayTallies.tenant(tenant), TallyNames.SPARED, 1));
    }

    private Set<String> tenants() {
        Set<String> tenants = new HashSet<>();
        for (NodeId id : fleet.nodes()) {
            if (node.mesh().member(id).map(Member::site).orElse(false)) {
                fleet.tenant(id).ifPresent(tenants::add);
            }
        }
        return tenants;
    }

    @Override
    public void cancelled(Member correlator, TagKey key, CancelReason reason) {
        if (correlator.id().equals(node.self().id())) {
            known.cancelled(key, node.loop().wallMicros());
        }
    }
}
