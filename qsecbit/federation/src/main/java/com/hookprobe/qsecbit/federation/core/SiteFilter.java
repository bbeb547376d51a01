package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.KeyRing;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.SealedValue;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import com.hookprobe.qsecbit.metric.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Decides at a site what a decision of the mesh means here: the mesh's counting says how sure it is, the site's own
 * experience says whether it applies (FEDERATION 1 and 8). Pure and not thread-safe; times are microseconds since the
 * epoch.
 *
 * <p>No number of lying sites makes an honest one block what is on its allowlist or what it has good relations with.
 */
public final class SiteFilter {
    /** The default bound on tags in force. */
    public static final int TAGS_MAX = 131_072;

    private static final long MICROS = 1_000_000;
    private static final long SKEW_MICROS = 300 * MICROS;
    private static final long WINDOW_MICROS = 86_400 * MICROS;

    /** A decision that is sent again ends a little earlier, since seconds are whole. */
    private static final long ROUNDED_MICROS = MICROS;

    private static final int V4_PREFIX_BITS_MIN = 16;
    private static final int V6_PREFIX_BITS_MIN = 32;

    private final SignatureVerifier correlator;
    private final HeldTags held;

    /** With the default bound. */
    public SiteFilter(SignatureVerifier correlator) {
        this(correlator, TAGS_MAX);
    }

    /**
     * A filter that obeys one correlator.
     *
     * @param correlator checks the correlator's signatures; must be a pure function
     * @param tagsMax how many tags are held at most
     */
    public SiteFilter(SignatureVerifier correlator, int tagsMax) {
        this.correlator = correlator;
        this.held = new HeldTags(tagsMax);
    }

    /**
     * Takes a decision.
     *
     * @param keys the group keys of the last key epochs
     * @param allowed true for a value that touches the allowlist or own infrastructure
     * @param relations this site's own experience
     */
    public List<SiteEffect> onDecision(
            MeshDecision decision,
            KeyRing keys,
            Predicate<IndicatorValue> allowed,
            RelationLookup relations,
            long nowMicros) {
        return onDecision(decision, keys, allowed, value -> false, relations, nowMicros);
    }

    /**
     * Takes a decision at a site with warning lists.
     *
     * @param warned true for a value on a warning list: the mesh's words limit it at most (FEDERATION 8.8)
     */
    public List<SiteEffect> onDecision(
            MeshDecision decision,
            KeyRing keys,
            Predicate<IndicatorValue> allowed,
            Predicate<IndicatorValue> warned,
            RelationLookup relations,
            long nowMicros) {
        Optional<RefusalReason> fault = faultOf(decision, nowMicros);
        if (fault.isPresent()) {
            return refused(fault.get());
        }
        Optional<GroupKeys> epochKeys = keys.get(decision.key().epoch());
        if (epochKeys.isEmpty()) {
            return refused(RefusalReason.UNKNOWN_EPOCH);
        }
        Optional<IndicatorValue> value = open(decision, epochKeys.get());
        if (value.isEmpty()) {
            return refused(RefusalReason.UNSEALABLE);
        }
        if (isTooWide(value.get())) {
            return refused(RefusalReason.TOO_WIDE);
        }
        List<SiteEffect> judged = judge(decision, value.get(), allowed, relations, nowMicros);
        boolean limited = warned.test(value.get());
        return hold(decision, value.get(), limited ? limit(decision, judged) : judged, nowMicros);
    }

    /**
     * Takes a cancel. What a person or the vetoes of more owners than can lie say holds for the value, whatever key epoch it
     * was decided in; what reporters take back, for the decision that rested on it.
     */
    public List<SiteEffect> onCancel(MeshCancel cancel, long nowMicros) {
        if (!cancel.verify(correlator)) {
            return refused(RefusalReason.BAD_SIGNATURE);
        }
        if (cancel.decidedMicros() > nowMicros + SKEW_MICROS) {
            return refused(RefusalReason.FUTURE);
        }
        // No decision that came before this cancel can be in force any more.
        long untilMicros = cancel.decidedMicros() + DecisionLevel.TTL_SECONDS_MAX * MICROS;
        if (untilMicros <= nowMicros) {
            return refused(RefusalReason.STALE);
        }
        if (held.isReplayed(cancel.key(), cancel.sequence())) {
            return refused(RefusalReason.REPLAYED);
        }
        HeldTags.Held before = held.get(cancel.key());
        // FEDERATION 8.4: kept although nothing is set, since the decision it cancels may arrive after it.
        Optional<List<HeldTags.Held>> gone = held.put(
                new HeldTags.Held(
                        cancel.key(),
                        cancel.sequence(),
                        untilMicros,
                        cancel.draft().decision(),
                        0,
                        null,
                        null,
                        true),
                nowMicros);
        List<SiteEffect> effects = new ArrayList<>();
        gone.ifPresent(records -> records.forEach(record -> lift(record, effects, nowMicros)));
        IndicatorValue value = before == null ? null : before.value();
        if (before == null || value == null) {
            effects.add(new SiteEffect.Refused(gone.isPresent() ? RefusalReason.NOTHING_TO_LIFT : RefusalReason.FULL));
            return effects;
        }
        effects.add(new SiteEffect.Lift(value, before.decision()));
        for (HeldTags.Held other : held.others(value, cancel.key(), nowMicros)) {
            if (isAboutTheValue(cancel.draft().reason())) {
                held.put(other.withoutMeasure(), nowMicros);
            } else {
                applyAgain(other, effects, nowMicros);
            }
        }
        return effects;
    }

    /** How many tags are held. */
    public int tags() {
        return held.size();
    }

    /** Nothing up to this number is taken about a tag that is not held (FEDERATION 8.4); the caller stores it. */
    public long floorSequence() {
        return held.floorSequence();
    }

    /** After a restart, when the stored messages were given again in the order of their numbers: what the floor was. */
    public void raiseFloor(long sequence) {
        held.raiseFloor(sequence);
    }

    private static boolean isAboutTheValue(CancelReason reason) {
        return reason == CancelReason.VETOED || reason == CancelReason.OPERATOR;
    }

    private List<SiteEffect> hold(
            MeshDecision decision, IndicatorValue value, List<SiteEffect> judged, long nowMicros) {
        Measure measure = null;
        for (SiteEffect effect : judged) {
            measure = effect instanceof SiteEffect.Apply apply ? apply.measure() : measure;
        }
        HeldTags.Held before = held.get(decision.key());
        HeldTags.Held now = new HeldTags.Held(
                decision.key(),
                decision.sequence(),
                decision.endsMicros(),
                decision.id(),
                decision.draft().attackType(),
                value,
                measure,
                before != null && (before.guards() || before.measure() != null));
        Optional<List<HeldTags.Held>> gone = held.put(now, nowMicros);
        if (gone.isEmpty()) {
            return refused(RefusalReason.FULL);
        }
        List<SiteEffect> effects = new ArrayList<>();
        gone.get().forEach(record -> lift(record, effects, nowMicros));
        // FEDERATION 8.6: the correlator's later word is weaker, so the stronger one is over.
        if (before != null && before.enforces(nowMicros) && isWeaker(now, before)) {
            lift(before, effects, nowMicros);
        }
        effects.addAll(judged);
        return effects;
    }

    private static boolean isWeaker(HeldTags.Held now, HeldTags.Held before) {
        Measure measure = now.measure();
        Measure was = before.measure();
        return was != null
                && (measure == null
                        || measure.compareTo(was) < 0
                        || (measure == was && now.untilMicros() < before.untilMicros() - ROUNDED_MICROS));
    }

    /** Lifts all about a value, and sets again what decisions of other key epochs want. */
    private void lift(HeldTags.Held over, List<SiteEffect> effects, long nowMicros) {
        if (over.value() != null) {
            effects.add(new SiteEffect.Lift(over.value(), over.decision()));
            held.others(over.value(), over.key(), nowMicros).forEach(other -> applyAgain(other, effects, nowMicros));
        }
    }

    private static void applyAgain(HeldTags.Held other, List<SiteEffect> effects, long nowMicros) {
        if (other.measure() != null && other.value() != null) {
            long leftMicros = other.untilMicros() - nowMicros;
            effects.add(new SiteEffect.Apply(
                    other.measure(), other.value(), other.attackType(), leftMicros, other.decision()));
        }
    }

    private Optional<RefusalReason> faultOf(MeshDecision decision, long nowMicros) {
        if (!decision.verify(correlator)) {
            return Optional.of(RefusalReason.BAD_SIGNATURE);
        }
        if (decision.decidedMicros() > nowMicros + SKEW_MICROS) {
            return Optional.of(RefusalReason.FUTURE);
        }
        if (decision.endsMicros() <= nowMicros) {
            return Optional.of(RefusalReason.STALE);
        }
        return held.isReplayed(decision.key(), decision.sequence())
                ? Optional.of(RefusalReason.REPLAYED)
                : Optional.empty();
    }

    private List<SiteEffect> judge(
            MeshDecision decision,
            IndicatorValue value,
            Predicate<IndicatorValue> allowed,
            RelationLookup relations,
            long nowMicros) {
        List<SiteEffect> effects = new ArrayList<>();
        // FEDERATION 8.1: never touched, at any level and for any number of confirmations.
        if (allowed.test(value)) {
            effects.add(new SiteEffect.Refused(RefusalReason.ALLOWLISTED));
            veto(decision, effects);
            return effects;
        }
        // FEDERATION 8.2: the correlator's own clock and the window bound it, so that no reporter can make every
        // relation
        // younger than its report.
        long asOfMicros =
                Math.min(nowMicros, Math.max(decision.draft().firstReportMicros(), nowMicros - WINDOW_MICROS));
        switch (relations.relation(value, asOfMicros)) {
            case NONE -> noRelation(decision, value, effects, nowMicros);
            case WEAK -> weakRelation(decision, value, effects, nowMicros);
            case ESTABLISHED -> {
                establishedRelation(decision, value, effects, nowMicros);
                veto(decision, effects);
            }
        }
        return effects;
    }

    /** FEDERATION 8.8: a block becomes a limit, and of what the mesh is sure a person is asked. */
    private static List<SiteEffect> limit(MeshDecision decision, List<SiteEffect> judged) {
        List<SiteEffect> limited = new ArrayList<>();
        for (SiteEffect effect : judged) {
            if (effect instanceof SiteEffect.Apply apply && apply.measure() == Measure.BLOCK) {
                limited.add(new SiteEffect.Apply(
                        Measure.RATE_LIMIT, apply.value(), apply.attackType(), apply.ttlMicros(), apply.decision()));
                if (decision.level() == DecisionLevel.BLOCK_LONG) {
                    limited.add(new SiteEffect.AskOperator(apply.value(), apply.decision()));
                }
            } else {
                limited.add(effect);
            }
        }
        return limited;
    }

    private static void noRelation(
            MeshDecision decision, IndicatorValue value, List<SiteEffect> effects, long nowMicros) {
        switch (decision.level()) {
            case WATCH -> effects.add(watch(decision, value, nowMicros));
            case RATE_LIMIT -> effects.add(apply(Measure.RATE_LIMIT, decision, value, nowMicros));
            case BLOCK, BLOCK_LONG -> effects.add(apply(Measure.BLOCK, decision, value, nowMicros));
        }
    }

    private static void weakRelation(
            MeshDecision decision, IndicatorValue value, List<SiteEffect> effects, long nowMicros) {
        switch (decision.level()) {
            case WATCH -> effects.add(new SiteEffect.Refused(RefusalReason.GOOD_RELATION));
            case RATE_LIMIT -> effects.add(watch(decision, value, nowMicros));
            case BLOCK -> effects.add(apply(Measure.RATE_LIMIT, decision, value, nowMicros));
            case BLOCK_LONG -> effects.add(apply(Measure.BLOCK, decision, value, nowMicros));
        }
    }

    private static void establishedRelation(
            MeshDecision decision, IndicatorValue value, List<SiteEffect> effects, long nowMicros) {
        switch (decision.level()) {
            case WATCH, RATE_LIMIT -> effects.add(new SiteEffect.Refused(RefusalReason.GOOD_RELATION));
            case BLOCK -> effects.add(watch(decision, value, nowMicros));
            case BLOCK_LONG -> {
                effects.add(apply(Measure.RATE_LIMIT, decision, value, nowMicros));
                effects.add(new SiteEffect.AskOperator(value, decision.id()));
            }
        }
    }

    /** A ban is pending from RATE_LIMIT on; before that there is nothing to veto. */
    private static void veto(MeshDecision decision, List<SiteEffect> effects) {
        if (decision.level().atLeast(DecisionLevel.RATE_LIMIT)) {
            effects.add(new SiteEffect.SendVeto(decision.key()));
        }
    }

    private static SiteEffect apply(Measure measure, MeshDecision decision, IndicatorValue value, long nowMicros) {
        int attackType = decision.draft().attackType();
        return new SiteEffect.Apply(measure, value, attackType, ttlMicros(decision, nowMicros), decision.id());
    }

    private static SiteEffect watch(MeshDecision decision, IndicatorValue value, long nowMicros) {
        int attackType = decision.draft().attackType();
        return new SiteEffect.Watch(value, attackType, ttlMicros(decision, nowMicros), decision.id());
    }

    /** What is left of it, and never more than it had. */
    private static long ttlMicros(MeshDecision decision, long nowMicros) {
        return Math.min(decision.endsMicros() - nowMicros, decision.draft().ttlSeconds() * MICROS);
    }

    private static Optional<IndicatorValue> open(MeshDecision decision, GroupKeys keys) {
        for (SealedValue sealed : decision.draft().sealed()) {
            Optional<IndicatorValue> value =
                    keys.open(decision.key().type(), decision.key().tag(), sealed);
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }

    private static boolean isTooWide(IndicatorValue value) {
        Optional<Cidr> prefix = value.addresses();
        return prefix.isPresent()
                && prefix.get().length() < (prefix.get().address().isV4() ? V4_PREFIX_BITS_MIN : V6_PREFIX_BITS_MIN);
    }

    private static List<SiteEffect> refused(RefusalReason reason) {
        return List.of(new SiteEffect.Refused(reason));
    }
}
