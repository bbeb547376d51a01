package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.htp.Channels;
import com.hookprobe.identity.Ed25519;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.trust.TrustBand;
import com.hookprobe.node.trust.TrustBook;
import com.hookprobe.node.trust.TrustScore;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.node.witness.DeskEffect;
import com.hookprobe.node.witness.WitnessDesk;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.Veto;
import com.hookprobe.qsecbit.federation.core.Correlator;
import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;
import com.hookprobe.qsecbit.federation.core.CorrelatorEffect;
import com.hookprobe.qsecbit.federation.core.Reporter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The MSSP's correlator: counts the distinct sites that report a tag, decides, signs, has a quorum of witnesses judge the
 * decision, seals it in the ledger and sends it to every site. It sees tags, never addresses. Only nodes whose resonance holds
 * count.
 */
final class CorrelatorRole implements Role {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration WITNESS_TICK = Duration.ofMillis(100);

    private final NodeContext node;
    private final LedgerRole ledger;
    private final Predicate<NodeId> resonant;
    private final ToLongFunction<NodeId> ageDays;
    private final ToDoubleFunction<NodeId> weighs;
    private final TrustBook trust;
    private final Correlator correlator;
    private final WitnessDesk desk;
    private final SequenceFile sequence;
    private List<Long> hops = List.of();

    CorrelatorRole(
            NodeContext node,
            LedgerRole ledger,
            Predicate<NodeId> resonant,
            ToLongFunction<NodeId> ageDays,
            ToDoubleFunction<NodeId> weighs,
            TrustBook trust)
            throws IOException {
        this.node = node;
        this.ledger = ledger;
        this.resonant = resonant;
        this.ageDays = ageDays;
        this.weighs = weighs;
        this.trust = trust;
        int sites = (int) node.mesh().members().stream().filter(Member::site).count();
        this.correlator = new Correlator(
                CorrelatorConfig.standard()
                        .withBlockOwners(node.config().confirmations())
                        .withYoungDays(node.config().youngDays()),
                sites);
        this.desk = new WitnessDesk(
                WitnessSets.set(node.genesis()), WitnessSets.epochs(node.genesis()), sites, ageDays, this::mayWitness);
        this.sequence = SequenceFile.open(node.data().resolve("decisions.sequence"));
    }

    @Override
    public void start() {
        node.loop().every(TICK, () -> carryOut(correlator.tick(node.loop().wallMicros())));
        node.loop().every(WITNESS_TICK, this::witnessTick);
    }

    private void witnessTick() throws IOException {
        long nowNs = node.loop().nowNs();
        if (desk.nextDeadlineNs() <= nowNs) {
            show(desk.timer(nowNs, node.loop().wallMicros()));
        }
    }

    /** witness 2.2: trusted as its certificate says, and within reach. */
    private boolean mayWitness(NodeId validator) {
        return resonant.test(validator)
                && trust.granted(validator) >= TrustBand.STANDARD.bound()
                && node.links().connected(validator);
    }

    @Override
    public void onMesh(NodeId from, MeshMessage message) throws IOException {
        if (message instanceof MeshMessage.Signature report) {
            take(from, report);
        } else if (message instanceof MeshMessage.Veto veto && resonant.test(from)) {
            veto(from, veto.encoded());
        } else if (message instanceof MeshMessage.WitnessAnswer answer) {
            show(desk.vote(from, answer.encoded(), node.loop().nowNs()));
        }
    }

    private void veto(NodeId from, byte[] encoded) throws IOException {
        Member site = node.mesh().member(from).filter(Member::site).orElse(null);
        if (site == null) {
            return;
        }
        try {
            Veto veto = Veto.decode(encoded);
            byte[] key = site.card().ed25519();
            if (veto.verify((bytes, proof) -> Ed25519.verify(key, bytes, proof))) {
                carryOut(correlator.veto(veto, reporter(from), node.loop().wallMicros()));
            }
        } catch (MalformedException e) {
            node.log().event("veto_refused", "from", site.name(), "reason", String.valueOf(e.getMessage()));
        }
    }

    private Reporter reporter(NodeId id) {
        return Reporter.of(Bytes32.of(id.bytes()), weighs.applyAsDouble(id), (int) ageDays.applyAsLong(id));
    }

    private void take(NodeId from, MeshMessage.Signature message) throws IOException {
        Member reporter = node.mesh()
                .member(NodeId.of(message.reporter()))
                .filter(Member::site)
                .orElse(null);
        if (reporter == null || !resonant.test(reporter.id())) {
            refuse(from, message, "the reporter's resonance is not verified");
            return;
        }
        AttackSignature signature;
        try {
            signature = AttackSignature.decode(message.encoded());
        } catch (MalformedException e) {
            refuse(from, message, String.valueOf(e.getMessage()));
            return;
        }
        byte[] key = reporter.card().ed25519();
        if (!signature.verify((bytes, proof) -> Ed25519.verify(key, bytes, proof))) {
            refuse(
                    from,
                    message,
                    "not signed by the reporter (from " + node.links().name(from) + ")");
            return;
        }
        hops = withNow(message.hopMicros());
        desk.report(reporter.id(), signature);
        carryOut(correlator.report(
                signature, reporter(reporter.id()), node.loop().wallMicros()));
        hops = List.of();
    }

    /** mesh 1.3: a hop appends its time. */
    private List<Long> withNow(List<Long> hopMicros) {
        List<Long> all = new ArrayList<>(hopMicros);
        if (all.size() < MeshDecision.HOPS_MAX) {
            all.add(node.loop().wallMicros());
        }
        return all;
    }

    private void refuse(NodeId from, MeshMessage.Signature message, String reason) {
        if (from.equals(NodeId.of(message.reporter()))) {
            // What came through others may name anyone.
            trust.with(from, TrustScore::onViolation);
        }
        node.log().event("report_refused", "from", node.links().name(NodeId.of(message.reporter())), "reason", reason);
    }

    /** The node has lost its resonance: what it said or witnessed counts no more. */
    void forget(NodeId revoked) throws IOException {
        desk.revoked(revoked);
        carryOut(correlator.revoke(Bytes32.of(revoked.bytes()), node.loop().wallMicros()));
    }

    private void carryOut(List<CorrelatorEffect> effects) throws IOException {
        for (CorrelatorEffect effect : effects) {
            if (effect instanceof CorrelatorEffect.Broadcast broadcast) {
                MeshDecision decision = MeshDecision.sign(
                        broadcast.draft(),
                        sequence.next(),
                        node.loop().wallMicros(),
                        hops,
                        node.keys().device()::sign);
                show(desk.decide(
                        decision, hops, node.loop().nowNs(), node.loop().wallMicros()));
            } else if (effect instanceof CorrelatorEffect.Cancel cancel) {
                desk.cancelled(cancel.draft().key());
                MeshCancel signed = MeshCancel.sign(
                        cancel.draft(),
                        sequence.next(),
                        node.loop().wallMicros(),
                        node.keys().device()::sign);
                int sent = send(new MeshMessage.Cancel(signed.encode()));
                node.log()
                        .event(
                                "decision_cancelled",
                                "decision",
                                cancel.draft().decision().hex().substring(0, 16),
                                "reason",
                                cancel.draft().reason().toString(),
                                "sent_to",
                                sent);
            } else if (effect instanceof CorrelatorEffect.Penalise penalise) {
                // What a node reported is known as good to many: its witnesses speak against it.
                penalise.owners().forEach(o -> trust.with(NodeId.of(o.bytes()), score -> score.onWitness(false)));
                node.log().event("owners_penalised", "owners", penalise.owners().size());
            }
        }
    }

    private void show(List<DeskEffect> effects) throws IOException {
        for (DeskEffect effect : effects) {
            if (effect instanceof DeskEffect.Request request) {
                byte[] message = new MeshMessage.WitnessAsk(request.encoded()).encode();
                node.links().send(request.witness(), Channels.ALERTS, message);
            } else if (effect instanceof DeskEffect.Witnessed witnessed) {
                broadcast(witnessed);
            } else if (effect instanceof DeskEffect.Unwitnessed failure) {
                unverified(failure);
            } else if (effect instanceof DeskEffect.Judged judged) {
                trust.with(judged.reporter(), score -> score.onWitness(judged.confirmed()));
            } else if (effect instanceof DeskEffect.Refusal refusal) {
                WitnessSets.logRefusal(
                        node.log(), node.links().name(refusal.witness()), refusal.claim(), refusal.vote());
            } else if (effect instanceof DeskEffect.Discarded discarded) {
                node.log()
                        .event(
                                "witness_vote_discarded",
                                "from",
                                node.links().name(discarded.from()),
                                "reason",
                                discarded.reason());
            }
        }
    }

    private void unverified(DeskEffect.Unwitnessed failure) {
        MeshDecision decision = failure.decision();
        // Sites show it once; a later try that fails is news for this node's log only.
        int sent = failure.attempt() == 0
                ? send(new MeshMessage.Decision(decision.encode(), new byte[0], failure.hopMicros()))
                : 0;
        node.log()
                .event(
                        "alert_unverified",
                        "decision",
                        decision.id().hex().substring(0, 16),
                        "level",
                        decision.level().name(),
                        "reason",
                        failure.reason(),
                        "signed",
                        failure.signed(),
                        "refused",
                        failure.refused(),
                        "attempt",
                        failure.attempt(),
                        "sent_to",
                        sent);
    }

    private int send(MeshMessage message) {
        byte[] bytes = message.encode();
        int sent = 0;
        for (Member member : node.mesh().members()) {
            if (member.site() && node.links().send(member.id(), Channels.ALERTS, bytes)) {
                sent++;
            }
        }
        return sent;
    }

    private void broadcast(DeskEffect.Witnessed witnessed) throws IOException {
        MeshDecision decision = witnessed.decision();
        int sent = send(new MeshMessage.Decision(
                decision.encode(), witnessed.proof().encode(), withNow(witnessed.hopMicros())));
        String id = decision.id().hex();
        node.log()
                .event(
                        "signature_broadcast",
                        "decision",
                        id.substring(0, 16),
                        "tag",
                        decision.key().tag().hex().substring(0, 16),
                        "level",
                        decision.level().name(),
                        "sites",
                        decision.draft().sites(),
                        "needed",
                        decision.draft().threshold(),
                        "witnesses",
                        witnessed.proof().certificate().signers().size(),
                        "witnessed_us",
                        (node.loop().nowNs() - witnessed.askedNs()) / 1000,
                        "sent_to",
                        sent);
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("decision", id);
        payload.put("tag", decision.key().tag().hex());
        payload.put("level", decision.level().name());
        payload.put(
                "reports", decision.draft().reports().stream().map(Bytes32::hex).toList());
        // The whole mesh acts on it: that it was made must not be deniable.
        ledger.seal(List.of(new LedgerRole.Event(
                EventType.DECISION, EventLog.json(payload).getBytes(StandardCharsets.UTF_8), true)));
    }
}
