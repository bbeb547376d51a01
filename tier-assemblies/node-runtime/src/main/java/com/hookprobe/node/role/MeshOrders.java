package com.hookprobe.node.role;

import com.hookprobe.htp.Channels;
import com.hookprobe.node.federation.core.MeshHolds;
import com.hookprobe.node.federation.core.StreamPosition;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.node.witness.WitnessCheck;
import com.hookprobe.node.witness.WitnessFault;
import com.hookprobe.node.witness.WitnessProof;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.KeyRing;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.WarningLists;
import com.hookprobe.qsecbit.federation.core.RefusalReason;
import com.hookprobe.qsecbit.federation.core.RelationLookup;
import com.hookprobe.qsecbit.federation.core.SiteEffect;
import com.hookprobe.qsecbit.federation.core.SiteFilter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One correlator's words at a site: the witnesses' proof first, then this site's own filter, which has a memory of its own for each
 * correlator. Notices what it has missed, and asks for it. Two MSSPs that share a log are one correlator with two mouths (pair 5): what
 * one of them has said, the other one does not say again.
 */
final class MeshOrders {
    /** After these a cancel lifts nothing; after all others its signature was good and it is news. */
    private static final Set<RefusalReason> NO_CANCEL =
            Set.of(RefusalReason.BAD_SIGNATURE, RefusalReason.FUTURE, RefusalReason.STALE, RefusalReason.REPLAYED);

    /** What this site knows, whoever decides. */
    record Site(
            KeyRing keys,
            Predicate<IndicatorValue> allowed,
            Supplier<WarningLists> warned,
            RelationLookup relations,
            Veto veto) {}

    /** Speaks against a tag. */
    @FunctionalInterface
    interface Veto {
        void send(TagKey key) throws Exception;
    }

    private final NodeContext node;
    private final Member correlator;
    private final Voice voice;
    private final WitnessCheck witnesses;
    private final MeshAnswers answers;
    private final Site site;
    private final StreamPosition position = new StreamPosition();
    /** The first decision that no key opened; 0 for none. */
    private long unopened;

    /**
     * A correlator as a site hears it, by however many sessions.
     *
     * @param holder in whose name its decisions are held here
     * @param levelMax what is stronger is not this correlator's to decide
     * @param signature whether one of its members has signed
     * @param filter what this site remembers of it
     */
    record Voice(Member holder, DecisionLevel levelMax, SignatureVerifier signature, SiteFilter filter) {
        static Voice of(List<Member> members, DecisionLevel levelMax) {
            SignatureVerifier signature = SharedWork.signers(members);
            return new Voice(members.get(0), levelMax, signature, new SiteFilter(signature));
        }
    }

    /** @param correlator with whom the session is */
    MeshOrders(
            NodeContext node, Member correlator, Voice voice, WitnessCheck witnesses, MeshAnswers answers, Site site) {
        this.node = node;
        this.correlator = correlator;
        this.voice = voice;
        this.witnesses = witnesses;
        this.answers = answers;
        this.site = site;
    }

    Member correlator() {
        return correlator;
    }

    /** A new session with the correlator: what was sent meanwhile is asked for. */
    void resume() {
        byte[] message = new MeshMessage.Resume(position.ask()).encode();
        node.links().send(correlator.id(), Channels.ALERTS, message);
    }

    /** A group key has come: what came before it, and is to be opened with it, is asked for once more. */
    void onKey() {
        if (unopened > 0 && position.lacks(unopened)) {
            resume();
        }
        unopened = 0;
    }

    /** @return a cancel that was news here */
    Optional<MeshCancel> take(MeshMessage message) throws Exception {
        try {
            if (message instanceof MeshMessage.Decision decision) {
                place(decision.position());
                decide(decision);
            } else if (message instanceof MeshMessage.Cancel cancel) {
                place(cancel.position());
                return cancel(MeshCancel.decode(cancel.encoded()));
            } else if (message instanceof MeshMessage.Resumed resumed) {
                if (position.onResumed(resumed.position())) {
                    resume();
                }
            }
        } catch (MalformedException e) {
            node.log().event("decision_refused", "by", correlator.name(), "reason", String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    private void place(long at) {
        if (position.onMessage(at)) {
            node.log().event("decisions_missed", "by", correlator.name(), "before", at);
            resume();
        }
    }

    private void decide(MeshMessage.Decision sent) throws Exception {
        long now = node.loop().wallMicros();
        MeshDecision decision = MeshDecision.decode(sent.encoded());
        if (!voice.levelMax().atLeast(decision.level())) {
            refused(decision, "a level that is not this correlator's to decide");
            return;
        }
        if (voice.filter().knows(decision.key(), decision.sequence())) {
            // What the filter would refuse as told before, without a look at its proof.
            return;
        }
        Optional<WitnessFault> fault = witnesses.fault(decision, sent.proof(), now);
        if (fault.isPresent()) {
            // witness 5.1: shown, and nothing else. The filter does not hear of it, so that a proof may still come.
            showUnverified(decision, fault.get(), sent.hopMicros(), now);
            return;
        }
        MeshAnswers.Way way = new MeshAnswers.Way(sent.hopMicros(), now, WitnessProof.decode(sent.proof()));
        List<SiteEffect> effects = voice.filter()
                .onDecision(decision, site.keys(), site.allowed(), site.warned().get(), site.relations(), now);
        answers.decided(voice.holder(), decision, effects, way);
        tell(decision, effects, way);
        for (SiteEffect effect : effects) {
            boolean lacksKey =
                    effect instanceof SiteEffect.Refused refused && refused.reason() == RefusalReason.UNKNOWN_EPOCH;
            if (lacksKey && (unopened == 0 || sent.position() < unopened)) {
                unopened = sent.position();
            }
            carryOut(decision, effect);
        }
    }

    private void tell(MeshDecision decision, List<SiteEffect> effects, MeshAnswers.Way way) {
        Optional<SiteEffect.Apply> own = MeshHolds.own(decision.id().hex(), effects);
        String reason = effects.stream()
                .flatMap(effect -> effect instanceof SiteEffect.Refused refused
                        ? Stream.of(refused.reason().name())
                        : Stream.empty())
                .findFirst()
                .orElse("");
        node.watchers()
                .told(new NodeWatcher.Word(
                        correlator,
                        decision,
                        own.map(apply -> MeshJournal.text(apply.value()))
                                .or(() -> indicator(decision))
                                .orElse(""),
                        own.isPresent() ? NodeWatcher.Fate.IN_FORCE : NodeWatcher.Fate.FILTERED,
                        own.isPresent() ? "" : reason,
                        way.hopMicros(),
                        node.loop().wallMicros()));
    }

    private void carryOut(MeshDecision decision, SiteEffect effect) throws Exception {
        if (effect instanceof SiteEffect.SendVeto veto) {
            site.veto().send(veto.key());
        } else if (effect instanceof SiteEffect.Refused refused) {
            node.log()
                    .event(
                            "decision_filtered",
                            "decision",
                            name(decision),
                            "by",
                            correlator.name(),
                            "reason",
                            refused.reason().name());
        } else if (effect instanceof SiteEffect.AskOperator) {
            node.log().event("operator_asked", "decision", name(decision), "by", correlator.name());
        }
    }

    private Optional<MeshCancel> cancel(MeshCancel cancel) {
        List<SiteEffect> effects = voice.filter().onCancel(cancel, node.loop().wallMicros());
        boolean news = effects.stream()
                .noneMatch(
                        effect -> effect instanceof SiteEffect.Refused refused && NO_CANCEL.contains(refused.reason()));
        if (news) {
            answers.cancelled(voice.holder(), cancel, effects);
            node.watchers().cancelled(correlator, cancel.key(), cancel.draft().reason());
        }
        return news ? Optional.of(cancel) : Optional.empty();
    }

    private void refused(MeshDecision decision, String reason) {
        node.log().event("decision_refused", "decision", name(decision), "by", correlator.name(), "reason", reason);
    }

    private void showUnverified(MeshDecision decision, WitnessFault fault, List<Long> hopMicros, long now) {
        if (!decision.verify(voice.signature())) {
            refused(decision, "not signed by this correlator");
            return;
        }
        node.log()
                .event(
                        "decision_unverified",
                        "decision",
                        name(decision),
                        "by",
                        correlator.name(),
                        "level",
                        decision.level().name(),
                        "indicator",
                        indicator(decision).orElse("unknown"),
                        "sites",
                        decision.draft().sites(),
                        "reason",
                        fault.name());
        node.watchers()
                .told(new NodeWatcher.Word(
                        correlator,
                        decision,
                        indicator(decision).orElse(""),
                        NodeWatcher.Fate.SHOWN,
                        fault.name(),
                        hopMicros,
                        now));
    }

    /** Whom it is about, if this site can tell: a person shall be able to judge. */
    private Optional<String> indicator(MeshDecision decision) {
        GroupKeys group = site.keys().get(decision.key().epoch()).orElse(null);
        if (group == null) {
            return Optional.empty();
        }
        return decision.draft().sealed().stream()
                .flatMap(value ->
                        group.open(decision.key().type(), decision.key().tag(), value).stream())
                .findFirst()
                .map(MeshJournal::text);
    }

    private static String name(MeshDecision decision) {
        return decision.id().hex().substring(0, 16);
    }
}
