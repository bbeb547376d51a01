package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MeshDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What a decision means at a site with this experience: the table of FEDERATION 1. */
final class SiteJudgement {
    private static final long MICROS = 1_000_000;
    private static final long WINDOW_MICROS = 86_400 * MICROS;

    private SiteJudgement() {}

    static List<SiteEffect> judge(
            MeshDecision decision,
            IndicatorValue value,
            Predicate<IndicatorValue> allowed,
            Predicate<IndicatorValue> warned,
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
        return warned.test(value) ? limit(decision, effects) : effects;
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
}
