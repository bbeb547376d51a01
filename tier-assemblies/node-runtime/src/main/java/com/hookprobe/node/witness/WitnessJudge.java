package com.hookprobe.node.witness;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * A witness makes up its own mind (docs/spec/witness.md, 4). It believes the correlator nothing that it can see for itself:
 * whose reports these are, that their evidence lies in the ledger, that they reach the level. Pure and not thread-safe.
 */
public final class WitnessJudge {
    /** The strongest level that the correlator of a region may decide (federation 12.3). */
    public static final DecisionLevel REGION_LEVEL_MAX = DecisionLevel.BLOCK;

    /** How long a witness waits for a block or a certificate that a report has overtaken. Less than the correlator waits. */
    public static final long WAIT_NS = 3_000_000_000L;

    /** Reports of all claims that wait: they are looked for again and again, on the thread that the ledger needs too. */
    public static final int REPORTS_WAITING_MAX = 1_024;

    private final WitnessSet set;
    private final NodeId self;
    private final NodeId correlator;
    private final boolean region;
    private final WitnessRules rules;
    private final WitnessKnowledge knowledge;
    private final UnaryOperator<byte[]> signer;
    private final SignedClaims signed;
    /** In the order of their deadlines. */
    private final Map<Hash32, WitnessCase> waiting = new LinkedHashMap<>();

    private int reportsWaiting;

    /**
     * @param correlator whose requests are looked at
     * @param signed what it has signed before
     * @param signer signs with this witness's BLS key, whose public half is in the set
     */
    public WitnessJudge(
            WitnessSet set,
            NodeId self,
            NodeId correlator,
            WitnessRules rules,
            WitnessKnowledge knowledge,
            SignedClaims signed,
            UnaryOperator<byte[]> signer) {
        this(set, self, correlator, false, rules, knowledge, signed, signer);
    }

    /**
     * For the correlator of a region: what it may decide has an end, and what is signed for it is remembered under names of its
     * own, since the mesh's correlator may claim the same decision (witness 1.5).
     */
    public static WitnessJudge ofRegion(
            WitnessSet set,
            NodeId self,
            NodeId nexus,
            WitnessRules rules,
            WitnessKnowledge knowledge,
            SignedClaims signed,
            UnaryOperator<byte[]> signer) {
        return new WitnessJudge(set, self, nexus, true, rules, knowledge, signed, signer);
    }

    private WitnessJudge(
            WitnessSet set,
            NodeId self,
            NodeId correlator,
            boolean region,
            WitnessRules rules,
            WitnessKnowledge knowledge,
            SignedClaims signed,
            UnaryOperator<byte[]> signer) {
        this.region = region;
        this.set = set;
        this.self = self;
        this.correlator = correlator;
        this.rules = rules;
        this.knowledge = knowledge;
        this.signed = signed;
        this.signer = signer;
    }

    /** A request from an authenticated session. */
    public List<JudgeEffect> ask(NodeId from, byte[] encoded, long nowNs, long nowMicros) {
        if (!from.equals(correlator)) {
            return List.of(new JudgeEffect.Ignored("expected the correlator to ask"));
        }
        WitnessRequest request;
        try {
            request = WitnessRequest.decode(encoded);
        } catch (MalformedException e) {
            return List.of(new JudgeEffect.Ignored(String.valueOf(e.getMessage())));
        }
        WitnessClaim claim = request.claim();
        Hash32 message = set.message(claim, request.epoch());
        if (waiting.containsKey(message)) {
            return List.of();
        }
        Optional<WitnessRefusal> fault = faultOf(request, nowMicros);
        if (fault.isPresent()) {
            return List.of(refuse(claim, message, fault.get(), WitnessVote.NO_REPORT));
        }
        WitnessCase.Opening opening = WitnessCase.open(request, message, knowledge, nowNs + WAIT_NS);
        if (opening.doubt().isPresent()) {
            WitnessCase.Doubt doubt = opening.doubt().get();
            return List.of(refuse(claim, message, doubt.reason(), doubt.report()));
        }
        WitnessCase opened = opening.opened().orElseThrow();
        Optional<WitnessCase.Doubt> doubt = opened.doubt(knowledge, rules, nowMicros);
        if (doubt.isEmpty()) {
            return sign(opened, nowMicros);
        }
        if (reportsWaiting + opened.reports() > REPORTS_WAITING_MAX) {
            return List.of(refuse(claim, message, WitnessRefusal.BUSY, WitnessVote.NO_REPORT));
        }
        waiting.put(message, opened);
        reportsWaiting += opened.reports();
        return List.of();
    }

    /** Something came that a claim may have waited for, or time has passed. */
    public List<JudgeEffect> again(long nowNs, long nowMicros) {
        List<JudgeEffect> effects = new ArrayList<>();
        Iterator<WitnessCase> cases = waiting.values().iterator();
        while (cases.hasNext()) {
            WitnessCase next = cases.next();
            Optional<WitnessCase.Doubt> doubt = next.doubt(knowledge, rules, nowMicros);
            boolean over = next.deadlineNs() - nowNs <= 0;
            if (doubt.isEmpty() || over) {
                cases.remove();
                reportsWaiting -= next.reports();
                effects.addAll(
                        doubt.isEmpty()
                                ? sign(next, nowMicros)
                                : List.of(refuse(
                                        next.claim(),
                                        next.message(),
                                        doubt.get().reason(),
                                        doubt.get().report())));
            }
        }
        return effects;
    }

    /** Claims that wait for a block or a certificate. */
    public int waiting() {
        return waiting.size();
    }

    private Optional<WitnessRefusal> faultOf(WitnessRequest request, long nowMicros) {
        WitnessClaim claim = request.claim();
        OptionalInt index = set.indexOf(self);
        boolean drawn = index.isPresent()
                && set.draw(claim.key(), request.epoch()).signers().contains(index.getAsInt());
        if (!drawn) {
            return Optional.of(WitnessRefusal.NOT_DRAWN);
        }
        if (!rules.epochs().isNow(request.epoch(), nowMicros)) {
            return Optional.of(WitnessRefusal.EPOCH);
        }
        if (region && !REGION_LEVEL_MAX.atLeast(claim.level())) {
            return Optional.of(WitnessRefusal.LEVEL);
        }
        if (!WitnessEpochs.endsInTime(claim, nowMicros)) {
            return Optional.of(WitnessRefusal.EXPIRY);
        }
        return signed.conflicts(name(claim), claim, nowMicros)
                ? Optional.of(WitnessRefusal.CONFLICT)
                : Optional.empty();
    }

    /** Remembered first: two claims that waited together must not both be signed. */
    private List<JudgeEffect> sign(WitnessCase convinced, long nowMicros) {
        WitnessClaim claim = convinced.claim();
        Bytes32 name = name(claim);
        if (signed.conflicts(name, claim, nowMicros)) {
            return List.of(refuse(claim, convinced.message(), WitnessRefusal.CONFLICT, WitnessVote.NO_REPORT));
        }
        if (!signed.hasRoomFor(name, nowMicros)) {
            return List.of(refuse(claim, convinced.message(), WitnessRefusal.BUSY, WitnessVote.NO_REPORT));
        }
        List<JudgeEffect> effects = new ArrayList<>();
        signed.remember(name, claim).ifPresent(fresh -> effects.add(new JudgeEffect.Remember(fresh)));
        byte[] signature = signer.apply(convinced.message().bytes());
        effects.add(new JudgeEffect.Answer(claim, new WitnessVote.Signed(convinced.message(), signature)));
        return effects;
    }

    /** Under which a claim is remembered. */
    private Bytes32 name(WitnessClaim claim) {
        return region ? SignedClaim.nameFor(correlator, claim.decision()) : claim.decision();
    }

    private static JudgeEffect refuse(WitnessClaim claim, Hash32 message, WitnessRefusal reason, int report) {
        return new JudgeEffect.Answer(claim, new WitnessVote.Refused(message, reason, report));
    }
}
