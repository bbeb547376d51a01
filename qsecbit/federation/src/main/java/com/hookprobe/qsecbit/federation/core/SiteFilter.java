package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.KeyRing;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.SealedValue;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import com.hookprobe.qsecbit.federation.TagKey;
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
        List<SiteEffect> judged = SiteJudgement.judge(decision, value.get(), allowed, warned, relations, nowMicros);
        return hold(decision, value.get(), judged, nowMicros);
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
        effects.add(new SiteEffect.Lift(cancel.key(), value, before.decision()));
        for (HeldTags.Held other : held.others(value, cancel.key(), nowMicros)) {
            if (cancel.draft().reason().isAboutTheValue()) {
                held.put(other.withoutMeasure(), nowMicros);
            } else {
                applyAgain(other, effects, nowMicros);
            }
        }
        return effects;
    }

    /** True when a word about a tag with this number, or a later one, was taken: this one would be refused as replayed. */
    public boolean knows(TagKey key, long sequence) {
        return held.isReplayed(key, sequence);
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
            effects.add(new SiteEffect.Lift(over.key(), over.value(), over.decision()));
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
