package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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
    private static final int V4_PREFIX_BITS_MIN = 16;
    private static final int V6_PREFIX_BITS_MIN = 32;

    /** The last word of the correlator about a tag. */
    private record Held(
            long sequence,
            long untilMicros,
            Bytes32 decision,
            @Nullable IndicatorValue value) {}

    private final SignatureVerifier correlator;
    private final int tagsMax;
    private final Map<TagKey, Held> held = new HashMap<>();
    private long nextPurgeMicros;

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
        this.tagsMax = tagsMax;
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
        Held before = held.get(decision.key());
        Held now = new Held(decision.sequence(), decision.endsMicros(), decision.id(), value.get());
        if (!hold(decision.key(), before, now, nowMicros)) {
            return refused(RefusalReason.FULL);
        }
        return judge(decision, value.get(), allowed, relations, nowMicros);
    }

    /** Takes a cancel: lifts what the mesh set about its tag here. */
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
        Held before = held.get(cancel.key());
        if (before != null && before.sequence() >= cancel.sequence()) {
            return refused(RefusalReason.REPLAYED);
        }
        // FEDERATION 8.4: kept although nothing is set, since the decision it cancels may arrive after it.
        Held now = new Held(cancel.sequence(), untilMicros, cancel.draft().decision(), null);
        boolean kept = hold(cancel.key(), before, now, nowMicros);
        if (before != null && before.value() != null) {
            return List.of(new SiteEffect.Lift(before.value(), before.decision()));
        }
        return refused(kept ? RefusalReason.NOTHING_TO_LIFT : RefusalReason.FULL);
    }

    /** How many tags are held. */
    public int tags() {
        return held.size();
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
        Held before = held.get(decision.key());
        boolean replayed = before != null && before.sequence() >= decision.sequence();
        return replayed ? Optional.of(RefusalReason.REPLAYED) : Optional.empty();
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

    private boolean hold(TagKey key, @Nullable Held before, Held now, long nowMicros) {
        if (before == null && held.size() >= tagsMax) {
            purge(nowMicros);
            if (held.size() >= tagsMax) {
                return false;
            }
        }
        held.put(key, now);
        return true;
    }

    /** At most once a second: with a full table each message would otherwise walk through all of it. */
    private void purge(long nowMicros) {
        if (nowMicros >= nextPurgeMicros) {
            nextPurgeMicros = nowMicros + MICROS;
            held.values().removeIf(entry -> entry.untilMicros() <= nowMicros);
        }
    }

    private static List<SiteEffect> refused(RefusalReason reason) {
        return List.of(new SiteEffect.Refused(reason));
    }
}
