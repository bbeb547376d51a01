package com.hookprobe.node.witness;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The correlator's side: hands its decisions to witnesses, each with the reports that it rests on, and says what came of it.
 * Pure and not thread-safe; monotonic nanoseconds for waiting, microseconds since the epoch for the ledger's epochs.
 *
 * <p>A decision is claimed once: the same decision sent again goes out under the proof that it has, and one that found no quorum is
 * tried again with the same claim, since witnesses sign no second one.
 */
public final class WitnessDesk {
    /** How long after a failure a decision is tried again. */
    public static final long RETRY_NS = 30_000_000_000L;

    /** How long witnesses have to come back to a node that has just started. */
    private static final long AGAIN_NS = 5_000_000_000L;

    /** Decisions that wait for another try; the oldest goes. */
    public static final int RETRIES_MAX = 1_024;

    /** Claims that are remembered; the oldest goes. */
    public static final int CLAIMS_MAX = 4_096;

    private static final String REPORTS_GONE = "REPORTS_GONE";

    private record Matter(MeshDecision decision, List<Long> hopMicros, long askedNs, int attempt) {}

    private record Held(WitnessClaim claim, @Nullable WitnessProof proof) {}

    private final WitnessSet set;
    private final WitnessEpochs epochs;
    private final ToLongFunction<NodeId> ageDays;
    private final Predicate<NodeId> eligible;
    private final WitnessGathering gathering;
    private final ReportShelf reports;
    private final LinkedHashMap<Bytes32, Held> claims = new LinkedHashMap<>();
    private final Map<Hash32, List<Matter>> asked = new HashMap<>();
    /** By tag, in the order of their failures and so of their next tries. */
    private final LinkedHashMap<TagKey, Matter> failed = new LinkedHashMap<>();

    /**
     * @param reporters how many nodes may report
     * @param ageDays how long an owner has been in the mesh
     * @param eligible who may witness now: trusted, and within reach
     */
    public WitnessDesk(
            WitnessSet set,
            WitnessEpochs epochs,
            int reporters,
            ToLongFunction<NodeId> ageDays,
            Predicate<NodeId> eligible) {
        this.set = set;
        this.epochs = epochs;
        this.ageDays = ageDays;
        this.eligible = eligible;
        this.gathering = new WitnessGathering(set);
        this.reports = new ReportShelf(reporters);
    }

    /** A report whose signature was verified: a decision may come to rest on it. */
    public void report(NodeId reporter, AttackSignature report) {
        reports.keep(reporter, report);
    }

    /** A verified report, and who signed it. */
    public record Basis(NodeId reporter, AttackSignature report) {}

    /** A report by its name, while it is kept. */
    public Optional<Basis> basis(Bytes32 report) {
        return reports.find(report).map(kept -> new Basis(kept.reporter(), kept.report()));
    }

    /** A signed decision that is not sent yet. */
    public List<DeskEffect> decide(MeshDecision decision, List<Long> hopMicros, long nowNs, long nowMicros) {
        return attempt(new Matter(decision, List.copyOf(hopMicros), nowNs, 0), nowNs, nowMicros);
    }

    /** What had been witnessed when this node stopped. */
    public void recall(WitnessProof proof) {
        remember(proof.claim().decision(), new Held(proof.claim(), proof));
    }

    /** A decision of before this node stopped that nobody has witnessed: it is tried as after a failure, and soon. */
    public void again(MeshDecision decision, long nowNs) {
        wait(new Matter(decision, List.of(), nowNs - RETRY_NS + AGAIN_NS, 0));
    }

    /** A witness's answer, from an authenticated session. */
    public List<DeskEffect> vote(NodeId from, byte[] encoded, long nowNs) {
        try {
            return carryOut(gathering.vote(from, WitnessVote.decode(encoded)), nowNs);
        } catch (MalformedException e) {
            return List.of(new DeskEffect.Discarded(from, String.valueOf(e.getMessage())));
        }
    }

    /** Lets time pass; call it at {@link #nextDeadlineNs} or soon after. */
    public List<DeskEffect> timer(long nowNs, long nowMicros) {
        List<DeskEffect> effects = new ArrayList<>(carryOut(gathering.timer(nowNs), nowNs));
        List<Matter> due = failed.values().stream()
                .filter(matter -> matter.askedNs + RETRY_NS - nowNs <= 0)
                .toList();
        for (Matter matter : due) {
            failed.remove(matter.decision.key());
            if (matter.decision.endsMicros() > nowMicros) {
                effects.addAll(attempt(
                        new Matter(matter.decision, matter.hopMicros, nowNs, matter.attempt + 1), nowNs, nowMicros));
            }
        }
        return effects;
    }

    /** What was decided about a tag is taken back: nobody needs to witness it any more. */
    public void cancelled(TagKey key) {
        failed.remove(key);
        asked.entrySet().removeIf(entry -> {
            boolean about = entry.getValue().get(0).decision.key().equals(key);
            if (about) {
                gathering.drop(entry.getKey());
            }
            return about;
        });
    }

    /** A validator may witness no more: sites count it no more, so what rests on its signature is to be gathered again. */
    public void revoked(NodeId validator) {
        claims.replaceAll((decision, held) -> {
            boolean signed = held.proof != null
                    && held.proof.certificate().signers().stream()
                            .anyMatch(signer -> set.id(signer).equals(validator));
            return signed ? new Held(held.claim, null) : held;
        });
    }

    /** Decisions for which witnesses are asked now. */
    public int pending() {
        return gathering.claims();
    }

    /** When {@link #timer} is due; {@link Long#MAX_VALUE} for never. */
    public long nextDeadlineNs() {
        long retryNs =
                failed.isEmpty() ? Long.MAX_VALUE : failed.values().iterator().next().askedNs + RETRY_NS;
        return Math.min(gathering.nextDeadlineNs(), retryNs);
    }

    private List<DeskEffect> attempt(Matter matter, long nowNs, long nowMicros) {
        Held held = held(matter.decision);
        if (held == null) {
            return List.of(failure(matter, REPORTS_GONE, 0, 0, nowNs));
        }
        if (held.proof != null) {
            return List.of(success(matter, held.proof));
        }
        List<DeskEffect> effects = new ArrayList<>();
        long epoch = epochs.at(nowMicros);
        WitnessRequest request = request(held.claim, epoch);
        if (request == null) {
            return List.of(failure(matter, REPORTS_GONE, 0, 0, nowNs));
        }
        Hash32 message = set.message(held.claim, epoch);
        asked.computeIfAbsent(message, m -> new ArrayList<>()).add(matter);
        byte[] encoded = request.encode();
        for (GatheringEffect effect : gathering.start(held.claim, epoch, encoded.length, eligible, nowNs)) {
            if (effect instanceof GatheringEffect.Ask ask) {
                effects.add(new DeskEffect.Request(ask.witness(), encoded));
            } else {
                effects.addAll(carryOut(List.of(effect), nowNs));
            }
        }
        return effects;
    }

    /** The claim of a decision: the one that witnesses know, as long as it says enough; else a new one. */
    private @Nullable Held held(MeshDecision decision) {
        Held before = claims.get(decision.id());
        if (before != null && before.claim.covers(decision)) {
            return before;
        }
        List<WitnessClaim.Basis> basis = new ArrayList<>();
        for (Bytes32 name : decision.draft().reports()) {
            Optional<ReportShelf.Kept> kept = reports.find(name);
            if (kept.isEmpty()) {
                return null;
            }
            basis.add(new WitnessClaim.Basis(name, kept.get().report().facts().evidence()));
        }
        Held fresh = new Held(new WitnessClaim(decision.key(), decision.level(), decision.endsMicros(), basis), null);
        remember(decision.id(), fresh);
        return fresh;
    }

    private void remember(Bytes32 decision, Held held) {
        claims.remove(decision);
        claims.put(decision, held);
        if (claims.size() > CLAIMS_MAX) {
            claims.remove(claims.keySet().iterator().next());
        }
    }

    private @Nullable WitnessRequest request(WitnessClaim claim, long epoch) {
        List<WitnessRequest.Presented> presented = new ArrayList<>();
        for (WitnessClaim.Basis basis : claim.basis()) {
            ReportShelf.Kept kept = reports.find(basis.report()).orElse(null);
            if (kept == null) {
                return null;
            }
            int age = (int) Math.min(WitnessRequest.AGE_DAYS_MAX, ageDays.applyAsLong(kept.reporter()));
            presented.add(new WitnessRequest.Presented(
                    kept.reporter(), age, kept.report().encode()));
        }
        return new WitnessRequest(epoch, claim, presented);
    }

    private List<DeskEffect> carryOut(List<GatheringEffect> effects, long nowNs) {
        List<DeskEffect> out = new ArrayList<>();
        for (GatheringEffect effect : effects) {
            if (effect instanceof GatheringEffect.Verified verified) {
                WitnessProof proof = new WitnessProof(verified.claim(), verified.certificate());
                remember(verified.claim().decision(), new Held(verified.claim(), proof));
                matters(verified.message()).forEach(matter -> out.add(success(matter, proof)));
                verified.claim().basis().forEach(basis -> judged(basis, true, out));
            } else if (effect instanceof GatheringEffect.Unverified failure) {
                String reason = failure.reason().name();
                matters(failure.message())
                        .forEach(
                                matter -> out.add(failure(matter, reason, failure.signed(), failure.refused(), nowNs)));
                failure.blamed()
                        .forEach(number -> judged(failure.claim().basis().get(number), false, out));
            } else if (effect instanceof GatheringEffect.Refusal refusal) {
                out.add(new DeskEffect.Refusal(refusal.claim(), refusal.witness(), refusal.vote()));
            } else if (effect instanceof GatheringEffect.Discarded discarded
                    && discarded.why() != GatheringEffect.Discard.LATE) {
                // More are asked than must sign: the last of those that agree are late by nature.
                out.add(new DeskEffect.Discarded(
                        discarded.from(), discarded.why().name()));
            }
        }
        return out;
    }

    private List<Matter> matters(Hash32 message) {
        List<Matter> matters = asked.remove(message);
        return matters == null ? List.of() : matters;
    }

    private void judged(WitnessClaim.Basis basis, boolean confirmed, List<DeskEffect> out) {
        reports.find(basis.report()).ifPresent(kept -> out.add(new DeskEffect.Judged(kept.reporter(), confirmed)));
    }

    private DeskEffect success(Matter matter, WitnessProof proof) {
        Matter waiting = failed.get(matter.decision.key());
        if (waiting != null && waiting.decision.sequence() <= matter.decision.sequence()) {
            failed.remove(matter.decision.key());
        }
        return new DeskEffect.Witnessed(matter.decision, matter.hopMicros, proof, matter.askedNs);
    }

    /** The newest decision about a tag is the one to try again. */
    private void wait(Matter matter) {
        TagKey key = matter.decision.key();
        Matter waiting = failed.get(key);
        if (waiting == null || waiting.decision.sequence() <= matter.decision.sequence()) {
            failed.remove(key);
            failed.put(key, matter);
            if (failed.size() > RETRIES_MAX) {
                failed.remove(failed.keySet().iterator().next());
            }
        }
    }

    private DeskEffect failure(Matter matter, String reason, int signed, int refused, long nowNs) {
        wait(new Matter(matter.decision, matter.hopMicros, nowNs, matter.attempt));
        return new DeskEffect.Unwitnessed(matter.decision, matter.hopMicros, reason, signed, refused, matter.attempt);
    }
}
