package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.htp.Channels;
import com.hookprobe.identity.Ed25519;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.federation.core.FairQueue;
import com.hookprobe.node.federation.core.InForce;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.trust.TrustBand;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.node.witness.DeskEffect;
import com.hookprobe.node.witness.WitnessDesk;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelDraft;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.Retraction;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.Veto;
import com.hookprobe.qsecbit.federation.core.Correlator;
import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;
import com.hookprobe.qsecbit.federation.core.CorrelatorEffect;
import com.hookprobe.qsecbit.federation.core.Reporter;
import com.hookprobe.qsecbit.federation.core.Standings.Word;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A correlator: counts the distinct sites that report a tag, decides, signs, has a quorum of witnesses judge the decision, seals it
 * in the ledger and sends it to its sites. It needs tags, never addresses. Only nodes whose resonance holds count. The MSSP has one
 * for the whole mesh, and the nexus one for its region.
 */
final class CorrelatorRole implements Role {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration WITNESS_TICK = Duration.ofMillis(100);
    private static final int PARKED_MAX = 4_096;
    private static final long PARKED_MICROS = 60_000_000L;

    private record Parked(NodeId from, MeshMessage message) {}

    private final NodeContext node;
    private final LedgerRole ledger;
    private final Constituency constituency;
    private final Map<NodeId, Member> sites = new HashMap<>();
    private final LevelCap levels;
    private final Correlator correlator;
    private final WitnessDesk desk;
    private final SequenceFile sequence;
    private final StandingsFile standing;
    private final DecisionStream stream;
    private final Justification justification;
    /** Reports of nodes that have not shown yet that they are themselves, since this node has just started. */
    private final FairQueue<Parked> parked = new FairQueue<>(PARKED_MAX);

    private List<Long> hops = List.of();

    /** @param local takes decisions for this node's own site */
    CorrelatorRole(NodeContext node, LedgerRole ledger, Constituency constituency, DecisionStream.Local local)
            throws IOException {
        this.node = node;
        this.ledger = ledger;
        this.constituency = constituency;
        constituency.sites().forEach(site -> sites.put(site.id(), site));
        this.levels = new LevelCap(constituency.levelMax());
        this.correlator = new Correlator(
                levels.counting(CorrelatorConfig.standard()
                        .withBlockOwners(node.config().sharing().blockOwners())
                        .withYoungDays(node.config().sharing().youngOwnerDays())),
                sites.size());
        this.desk = new WitnessDesk(
                WitnessSets.set(node.genesis()),
                WitnessSets.epochs(node.genesis()),
                sites.size(),
                constituency::ageDays,
                this::mayWitness);
        this.sequence = SequenceFile.open(node.data().resolve("decisions.sequence"));
        this.standing = StandingsFile.open(node.data().resolve("standings"));
        this.stream = new DecisionStream(node, constituency.sites(), local);
        this.justification = new Justification(node);
    }

    @Override
    public void start() {
        node.loop().every(TICK, this::tick);
        node.loop().every(WITNESS_TICK, this::witnessTick);
        stream.start();
    }

    private void tick() throws Exception {
        carryOut(correlator.tick(node.loop().wallMicros()));
        for (int i = parked.size(); i > 0; i--) {
            FairQueue.Entry<Parked> next = parked.poll().orElseThrow();
            if (!constituency.awaited(next.author())) {
                onMesh(next.message().from(), next.message().message());
            } else if (node.loop().wallMicros() - next.sinceMicros() < PARKED_MICROS) {
                parked.giveBack(next);
            } else {
                String name = node.links().name(next.author());
                node.log().event("report_refused", "from", name, "reason", "its resonance is not verified in time");
            }
        }
    }

    /** True when a word waits until its author's resonance is verified. */
    private boolean waits(NodeId from, NodeId author, MeshMessage message) {
        if (!sites.containsKey(author) || !constituency.awaited(author)) {
            return false;
        }
        parked.add(author, new Parked(from, message), node.loop().wallMicros());
        return true;
    }

    private void witnessTick() throws Exception {
        long nowNs = node.loop().nowNs();
        if (desk.nextDeadlineNs() <= nowNs) {
            show(desk.timer(nowNs, node.loop().wallMicros()));
        }
    }

    /** witness 2.2: trusted as its certificate says, and within reach. */
    private boolean mayWitness(NodeId validator) {
        return constituency.resonant(validator)
                && constituency.certified(validator) >= TrustBand.STANDARD.bound()
                && node.links().connected(validator);
    }

    @Override
    public void onPeerDown(NodeId peer) {
        stream.onPeerDown(peer);
    }

    @Override
    public void onRevoked(NodeId revoked) throws Exception {
        forget(revoked);
    }

    @Override
    public void onMesh(NodeId from, MeshMessage message) throws Exception {
        if (message instanceof MeshMessage.Signature report) {
            if (!waits(from, NodeId.of(report.reporter()), message)) {
                take(from, report);
            }
        } else if (message instanceof MeshMessage.Veto veto) {
            veto(from, veto.encoded());
        } else if (message instanceof MeshMessage.Retraction retraction) {
            NodeId by = NodeId.of(retraction.reporter());
            if (!waits(from, by, message)) {
                retract(by, retraction.encoded());
            }
        } else if (message instanceof MeshMessage.WitnessAnswer answer) {
            show(desk.vote(from, answer.encoded(), node.loop().nowNs()));
        } else if (message instanceof MeshMessage.Resume resume) {
            stream.resume(from, resume.position());
        }
    }

    private void veto(NodeId from, byte[] encoded) throws Exception {
        Member site = speaker(from);
        if (site == null) {
            return;
        }
        try {
            Veto veto = Veto.decode(encoded);
            if (!veto.verify(keyOf(site))) {
                node.log().event("veto_refused", "from", site.name(), "reason", "not signed by the site");
                return;
            }
            String tag = veto.key().tag().hex().substring(0, 16);
            node.log().event("veto", "from", site.name(), "tag", tag);
            carryOut(
                    correlator.veto(veto, reporter(from, Word.VETO), node.loop().wallMicros()));
        } catch (MalformedException e) {
            node.log().event("veto_refused", "from", site.name(), "reason", String.valueOf(e.getMessage()));
        }
    }

    /** Whoever brought it: it is the signature of the site that counts. */
    private void retract(NodeId by, byte[] encoded) throws Exception {
        Member site = speaker(by);
        if (site == null) {
            return;
        }
        try {
            Retraction retraction = Retraction.decode(encoded);
            if (!retraction.verify(keyOf(site))) {
                node.log().event("retraction_refused", "from", site.name(), "reason", "not signed by the site");
                return;
            }
            node.log()
                    .event(
                            "retraction",
                            "from",
                            site.name(),
                            "tag",
                            retraction.key().tag().hex().substring(0, 16));
            carryOut(correlator.retract(
                    retraction, reporter(by, Word.REPORT), node.loop().wallMicros()));
        } catch (MalformedException e) {
            node.log().event("retraction_refused", "from", site.name(), "reason", String.valueOf(e.getMessage()));
        }
    }

    /** The site whose word this is, if its word counts here. */
    private @Nullable Member speaker(NodeId id) {
        Member site = sites.get(id);
        return site != null && constituency.resonant(id) ? site : null;
    }

    private static SignatureVerifier keyOf(Member site) {
        byte[] key = site.card().ed25519();
        return (bytes, proof) -> Ed25519.verify(key, bytes, proof);
    }

    /** federation 7.7: an owner that was proven wrong weighs less for a time. */
    private Reporter reporter(NodeId id, Word word) {
        Bytes32 owner = Bytes32.of(id.bytes());
        double trust = standing.standings()
                .weigh(word, owner, constituency.weighs(id), node.loop().wallMicros());
        return Reporter.of(owner, trust, (int) constituency.ageDays(id));
    }

    private void take(NodeId from, MeshMessage.Signature message) throws Exception {
        Member reporter = speaker(NodeId.of(message.reporter()));
        if (reporter == null) {
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
        if (!signature.verify(keyOf(reporter))) {
            refuse(
                    from,
                    message,
                    "not signed by the reporter (from " + node.links().name(from) + ")");
            return;
        }
        hops = withNow(message.hopMicros());
        desk.report(reporter.id(), signature);
        carryOut(correlator.report(
                signature, reporter(reporter.id(), Word.REPORT), node.loop().wallMicros()));
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
            constituency.violated(from);
        }
        node.log().event("report_refused", "from", node.links().name(NodeId.of(message.reporter())), "reason", reason);
    }

    /**
     * A person takes a decision back for everyone, and lets nothing new be decided about its tag for a time.
     *
     * @param decision the beginning of its id
     * @return its id; empty when none is in force
     */
    Optional<Bytes32> pardon(String decision, Duration span) throws Exception {
        Optional<InForce.Decided> found = stream.decided(decision);
        if (found.isPresent()) {
            suppress(found.get().key(), span);
        }
        return found.map(InForce.Decided::id);
    }

    void suppress(TagKey key, Duration span) throws Exception {
        long now = node.loop().wallMicros();
        carryOut(correlator.suppress(key, now + span.toNanos() / 1_000, now));
    }

    /** The node has lost its resonance: what it said or witnessed counts no more. */
    void forget(NodeId revoked) throws Exception {
        desk.revoked(revoked);
        carryOut(correlator.revoke(Bytes32.of(revoked.bytes()), node.loop().wallMicros()));
    }

    private void carryOut(List<CorrelatorEffect> effects) throws Exception {
        for (CorrelatorEffect effect : effects) {
            if (effect instanceof CorrelatorEffect.Broadcast broadcast) {
                MeshDecision decision = MeshDecision.sign(
                        levels.within(broadcast.draft()),
                        sequence.next(),
                        node.loop().wallMicros(),
                        hops,
                        node.keys().device()::sign);
                show(desk.decide(
                        decision, hops, node.loop().nowNs(), node.loop().wallMicros()));
            } else if (effect instanceof CorrelatorEffect.Cancel cancel) {
                desk.cancelled(cancel.draft().key());
                CancelDraft draft = levels.within(cancel.draft());
                MeshCancel signed = MeshCancel.sign(
                        draft,
                        sequence.next(),
                        node.loop().wallMicros(),
                        node.keys().device()::sign);
                int sent = stream.send(signed);
                ledger.seal(
                        EventType.DECISION,
                        EventLog.json(Justification.of(draft)).getBytes(StandardCharsets.UTF_8));
                node.log()
                        .event(
                                "decision_cancelled",
                                "decision",
                                draft.decision().hex().substring(0, 16),
                                "reason",
                                draft.reason().toString(),
                                "sent_to",
                                sent);
            } else if (effect instanceof CorrelatorEffect.Penalise penalise) {
                // What a node reported is known as good to many: its witnesses speak against it.
                penalise.owners().forEach(owner -> constituency.judged(NodeId.of(owner.bytes()), false));
                standing.standings().wronged(penalise.owners(), node.loop().wallMicros());
                standing.save();
                node.log().event("owners_penalised", "owners", penalise.owners().size());
            } else if (effect instanceof CorrelatorEffect.Confirm confirm) {
                standing.standings().confirmed(confirm.owners(), node.loop().wallMicros());
                standing.standings().outvoted(confirm.outvoted(), node.loop().wallMicros());
                standing.save();
            }
        }
    }

    private void show(List<DeskEffect> effects) throws Exception {
        for (DeskEffect effect : effects) {
            if (effect instanceof DeskEffect.Request request) {
                byte[] message = new MeshMessage.WitnessAsk(request.encoded()).encode();
                node.links().send(request.witness(), Channels.ALERTS, message);
            } else if (effect instanceof DeskEffect.Witnessed witnessed) {
                broadcast(witnessed);
            } else if (effect instanceof DeskEffect.Unwitnessed failure) {
                unverified(failure);
            } else if (effect instanceof DeskEffect.Judged judged) {
                constituency.judged(judged.reporter(), judged.confirmed());
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

    private void unverified(DeskEffect.Unwitnessed failure) throws Exception {
        MeshDecision decision = failure.decision();
        // Sites show it once; a later try that fails is news for this node's log only.
        int sent = failure.attempt() == 0 ? stream.show(decision, failure.hopMicros()) : 0;
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

    private void broadcast(DeskEffect.Witnessed witnessed) throws Exception {
        MeshDecision decision = witnessed.decision();
        int sent = stream.send(decision, witnessed.proof(), withNow(witnessed.hopMicros()));
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
        // The whole mesh acts on it: that it was made must not be deniable.
        Map<String, Object> payload = justification.of(witnessed, desk::basis);
        ledger.seal(List.of(new LedgerRole.Event(
                EventType.DECISION, EventLog.json(payload).getBytes(StandardCharsets.UTF_8), true)));
    }
}
