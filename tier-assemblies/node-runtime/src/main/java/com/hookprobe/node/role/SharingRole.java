package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.htp.Channels;
import com.hookprobe.identity.Ed25519;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.node.witness.WitnessCheck;
import com.hookprobe.node.witness.WitnessFault;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Buckets;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.Context;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.KeyRing;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import com.hookprobe.qsecbit.federation.Veto;
import com.hookprobe.qsecbit.federation.core.BenignHistory;
import com.hookprobe.qsecbit.federation.core.Measure;
import com.hookprobe.qsecbit.federation.core.SiteEffect;
import com.hookprobe.qsecbit.federation.core.SiteFilter;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import com.hookprobe.qsecbit.response.Action;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Indicator;
import com.hookprobe.qsecbit.response.Origin;
import com.hookprobe.qsecbit.response.Outcome;
import com.hookprobe.qsecbit.response.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A site's part in herd immunity. Outwards: an attack signature with a blinded tag and a sealed address. Inwards: the
 * mesh's decisions, through this site's own filter, so that no word of others touches what is allowed here.
 */
final class SharingRole implements Role {
    private static final int WAITING_MAX = 1_024;
    private static final int SHARED_MAX = 16_384;
    private static final int VALID_MINUTES = 24 * 60;
    private static final long MINUTE_MICROS = 60_000_000L;
    private static final long AGAIN_MICROS = 10 * MINUTE_MICROS;

    /** A detection that is told to the mesh, or waits for the group's key. */
    private record Told(Detection detection, Microblock sealed, long detectedMicros) {}

    /** The hops of a decision on its way here, and when it came. */
    private record Way(List<Long> hopMicros, long receivedMicros) {}

    private final NodeContext node;
    private final LedgerRole ledger;
    private final Response response;
    private final ReportRoute route;
    private final KeyRing keys = new KeyRing();
    private final SignatureVerifier correlator;
    private final WitnessCheck witnesses;
    private final SiteFilter filter;
    private final BenignHistory history = new BenignHistory();
    private final SecureRandom random = new SecureRandom();
    private final Deque<Told> waiting = new ArrayDeque<>();
    /** The last report of each source. */
    private final Map<IpAddress, Told> shared = new LinkedHashMap<>();

    /**
     * @param route where reports go
     * @param revoked validators that witness no more
     */
    SharingRole(NodeContext node, LedgerRole ledger, Response response, ReportRoute route, Predicate<NodeId> revoked) {
        this.node = node;
        this.ledger = ledger;
        this.response = response;
        this.route = route;
        byte[] key = node.mesh().verifier().card().ed25519();
        this.correlator = (bytes, signature) -> Ed25519.verify(key, bytes, signature);
        this.filter = new SiteFilter(correlator);
        this.witnesses =
                new WitnessCheck(WitnessSets.set(node.genesis()), WitnessSets.epochs(node.genesis()), revoked.negate());
    }

    private boolean allowed(IndicatorValue value) {
        return value.addresses()
                .map(addresses -> response.allowed(new Indicator(addresses)).isPresent())
                .orElse(false);
    }

    /** This site's own good experience: it outweighs the words of others. */
    void goodFlow(IpAddress remote, long micros) {
        history.onGoodFlow(remote, micros);
    }

    /** The group's secret of an epoch; from the region's holder, or from this node when it is the holder. */
    void take(long epoch, byte[] secret) {
        boolean next = keys.latest().map(known -> known.epoch() < epoch).orElse(true);
        keys.add(GroupKeys.derive(secret, epoch));
        node.log().event("group_key", "epoch", epoch);
        List<Told> again = new ArrayList<>();
        if (next) {
            // federation 3.5: counts of different epochs are not joined.
            long sinceMicros = node.loop().wallMicros() - VALID_MINUTES * MINUTE_MICROS;
            shared.values().stream()
                    .filter(told -> told.detectedMicros() > sinceMicros)
                    .forEach(again::add);
            shared.clear();
        }
        again.addAll(waiting);
        waiting.clear();
        again.forEach(told -> report(told.detection(), told.sealed(), told.detectedMicros()));
    }

    /** Tells the mesh of a detection, if it is worth telling: an attacker outside, and more than a curiosity. */
    void report(Detection detection, Microblock sealed, long detectedMicros) {
        history.onDetection(detection.source(), detection.lastMicros());
        if (!detection.severity().atLeast(Severity.MEDIUM) || recentlyShared(detection, detectedMicros)) {
            return;
        }
        GroupKeys group = keys.latest().orElse(null);
        if (group == null) {
            if (waiting.size() < WAITING_MAX) {
                waiting.add(new Told(detection, sealed, detectedMicros));
            }
            return;
        }
        long minutes = ReportFacts.minutes(detectedMicros);
        ReportFacts facts = new ReportFacts(
                detection.kind().code(),
                detection.kind().mitreNumber(),
                Context.NONE,
                (int) Math.round(detection.confidence() * 100),
                detection.severity(),
                minutes,
                minutes,
                Buckets.of(Math.round(Math.max(1, detection.evidenceNumber()))),
                Bytes32.of(sealed.hash().bytes()),
                VALID_MINUTES);
        AttackSignature signature = AttackSignature.build(
                IndicatorValue.ip(detection.source()),
                facts,
                group,
                Bytes32.of(node.self().id().bytes()),
                random,
                node.keys().device()::sign);
        MeshMessage message = new MeshMessage.Signature(
                node.self().id().bytes(),
                signature.encode(),
                List.of(detectedMicros, node.loop().wallMicros()));
        byte[] bytes = message.encode();
        String to = route.next().stream()
                .filter(hop -> node.links().send(hop.id(), Channels.ALERTS, bytes))
                .map(Member::name)
                .collect(Collectors.joining(","));
        if (!to.isEmpty()) {
            shared.put(detection.source(), new Told(detection, sealed, detectedMicros));
            node.log()
                    .event(
                            "signature_sent",
                            "tag",
                            signature.key().tag().hex().substring(0, 16),
                            "to",
                            to,
                            "severity",
                            detection.severity().name());
        }
    }

    private boolean recentlyShared(Detection detection, long nowMicros) {
        if (shared.size() > SHARED_MAX) {
            shared.clear();
        }
        Told last = shared.get(detection.source());
        // A worse detection of the same source is news.
        return last != null
                && nowMicros - last.detectedMicros() < AGAIN_MICROS
                && !detection.severity().atLeast(Severity.HIGH);
    }

    @Override
    public void onMesh(NodeId from, MeshMessage message) throws Exception {
        if (message instanceof MeshMessage.GroupKey key) {
            boolean holder = node.mesh().region().map(m -> m.id().equals(from)).orElse(false);
            if (holder) {
                take(key.epoch(), key.secret());
            }
        } else if (from.equals(node.mesh().verifier().id())) {
            try {
                decide(message);
            } catch (MalformedException e) {
                node.log().event("decision_refused", "reason", String.valueOf(e.getMessage()));
            }
        }
    }

    /** The witnesses' proof first; then the filter checks the MSSP's signature and what this site itself knows. */
    private void decide(MeshMessage message) throws MalformedException, IOException {
        long now = node.loop().wallMicros();
        if (message instanceof MeshMessage.Decision sent) {
            MeshDecision decision = MeshDecision.decode(sent.encoded());
            Optional<WitnessFault> fault = witnesses.fault(decision, sent.proof(), now);
            if (fault.isPresent()) {
                // witness 5.1: shown, and nothing else. The filter does not hear of it, so that a proof may still come.
                showUnverified(decision, fault.get());
                return;
            }
            Way way = new Way(sent.hopMicros(), now);
            for (SiteEffect effect : filter.onDecision(decision, keys, this::allowed, history, now)) {
                carryOut(decision, effect, way);
            }
        } else if (message instanceof MeshMessage.Cancel sent) {
            for (SiteEffect effect : filter.onCancel(MeshCancel.decode(sent.encoded()), now)) {
                if (effect instanceof SiteEffect.Lift lift) {
                    lift(lift, now);
                }
            }
        }
    }

    private void showUnverified(MeshDecision decision, WitnessFault fault) {
        if (!decision.verify(correlator)) {
            node.log().event("decision_refused", "reason", "not signed by the mesh's correlator");
            return;
        }
        node.log()
                .event(
                        "decision_unverified",
                        "decision",
                        decision.id().hex().substring(0, 16),
                        "level",
                        decision.level().name(),
                        "indicator",
                        indicator(decision),
                        "sites",
                        decision.draft().sites(),
                        "reason",
                        fault.name());
    }

    /** Whom it is about, if this site can tell: a person shall be able to judge. */
    private String indicator(MeshDecision decision) {
        GroupKeys group = keys.get(decision.key().epoch()).orElse(null);
        if (group == null) {
            return "unknown";
        }
        return decision.draft().sealed().stream()
                .flatMap(value ->
                        group.open(decision.key().type(), decision.key().tag(), value).stream())
                .findFirst()
                .flatMap(IndicatorValue::addresses)
                .map(Cidr::toString)
                .orElse("unknown");
    }

    private void carryOut(MeshDecision decision, SiteEffect effect, Way way) throws IOException {
        if (effect instanceof SiteEffect.Apply apply) {
            apply(decision, apply, way);
        } else if (effect instanceof SiteEffect.SendVeto veto) {
            Veto signed =
                    Veto.build(veto.key(), way.receivedMicros(), node.keys().device()::sign);
            byte[] message = new MeshMessage.Veto(signed.encode()).encode();
            node.links().send(node.mesh().verifier().id(), Channels.ALERTS, message);
            node.log().event("veto_sent", "tag", veto.key().tag().hex().substring(0, 16));
        } else if (effect instanceof SiteEffect.Refused refused) {
            node.log()
                    .event(
                            "decision_filtered",
                            "decision",
                            decision.id().hex().substring(0, 16),
                            "reason",
                            refused.reason().name());
        } else if (effect instanceof SiteEffect.AskOperator) {
            node.log().event("operator_asked", "decision", decision.id().hex().substring(0, 16));
        }
    }

    private void lift(SiteEffect.Lift lift, long now) {
        lift.value().addresses().ifPresent(addresses -> {
            int lifted =
                    response.lift(new Indicator(addresses), Origin.MESH, now).size();
            node.log().event("lifted", "indicator", addresses.toString(), "decisions", lifted);
        });
    }

    private void apply(MeshDecision decision, SiteEffect.Apply apply, Way way) throws IOException {
        Cidr addresses = apply.value().addresses().orElse(null);
        if (addresses == null) {
            return;
        }
        long now = node.loop().wallMicros();
        String id = decision.id().hex();
        Decision local = new Decision(
                id,
                new Indicator(addresses),
                apply.measure() == Measure.BLOCK ? Action.BLOCK : Action.RATE_LIMIT,
                ttl(apply.ttlMicros()),
                Origin.MESH,
                "mesh: " + decision.draft().sites() + " site(s)",
                0,
                now);
        Outcome outcome = response.apply(local, now);
        long enforced = node.loop().wallMicros();
        // What this site reported itself it has answered itself: only the others are protected by the mesh's word.
        boolean own = shared.containsKey(addresses.address());
        if (own || outcome != Outcome.ENFORCED || local.action() != Action.BLOCK) {
            node.log()
                    .event(
                            "mesh_decision",
                            "decision",
                            id.substring(0, 16),
                            "action",
                            local.action().name(),
                            "outcome",
                            outcome.name());
            return;
        }
        long detected = way.hopMicros().isEmpty()
                ? decision.decidedMicros()
                : way.hopMicros().get(0);
        node.log()
                .event(
                        "blocked",
                        "decision",
                        id.substring(0, 16),
                        "indicator",
                        addresses.toString(),
                        "latency_us",
                        enforced - detected,
                        "hops_us",
                        way.hopMicros(),
                        "decided_us",
                        decision.decidedMicros(),
                        "received_us",
                        way.receivedMicros(),
                        "enforced_us",
                        enforced,
                        "sites",
                        decision.draft().sites(),
                        "ttl_s",
                        local.ttl().toSeconds());
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("decision", id);
        payload.put("indicator", addresses.toString());
        payload.put("hops_us", way.hopMicros());
        payload.put("received_us", way.receivedMicros());
        payload.put("enforced_us", enforced);
        ledger.seal(EventType.MITIGATION, EventLog.json(payload).getBytes(StandardCharsets.UTF_8));
    }

    private static Duration ttl(long micros) {
        Duration asked = Duration.ofNanos(micros * 1000);
        return asked.compareTo(Decision.TTL_MIN) < 0 ? Decision.TTL_MIN : asked;
    }

    @Override
    public void close() {
        keys.close();
    }
}
