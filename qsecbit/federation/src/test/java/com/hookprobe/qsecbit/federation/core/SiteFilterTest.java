package com.hookprobe.qsecbit.federation.core;

import static com.hookprobe.qsecbit.federation.Samples.MINUTE;
import static com.hookprobe.qsecbit.federation.Samples.NOW;
import static com.hookprobe.qsecbit.federation.Samples.id;
import static com.hookprobe.qsecbit.federation.Samples.ip;
import static com.hookprobe.qsecbit.federation.Samples.keys;
import static com.hookprobe.qsecbit.federation.Samples.net;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.federation.CancelDraft;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.KeyRing;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.Relation;
import com.hookprobe.qsecbit.federation.Samples;
import com.hookprobe.qsecbit.federation.SealedValue;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** FEDERATION 8. */
class SiteFilterTest {
    private static final Samples.Ed25519 MSSP = Samples.Ed25519.of(3);
    private static final IndicatorValue WHO = ip("203.0.113.7");
    private static final long HOUR = 60 * MINUTE;

    private final KeyRing ring = new KeyRing();
    private final SiteFilter filter = new SiteFilter(MSSP, 4);

    SiteFilterTest() {
        ring.add(keys(1));
    }

    private static TagKey key(IndicatorValue value) {
        return new TagKey(value.type(), 1, keys(1).tag(value));
    }

    private static MeshDecision decision(
            IndicatorValue value, DecisionLevel level, long sequence, SealedValue... sealed) {
        List<SealedValue> values = sealed.length > 0 ? List.of(sealed) : List.of(keys(1).seal(value, new Random(1)));
        DecisionDraft draft =
                new DecisionDraft(key(value), 9, level, 3600, 3, 3, NOW - MINUTE, List.of(id(1), id(2)), values);
        return MeshDecision.sign(draft, sequence, NOW, List.of(), MSSP);
    }

    private static MeshCancel cancel(IndicatorValue value, long sequence) {
        CancelDraft draft = new CancelDraft(key(value), id(5), CancelReason.VETOED, List.of());
        return MeshCancel.sign(draft, sequence, NOW, MSSP);
    }

    private List<SiteEffect> take(MeshDecision decision, boolean allowed, Relation relation, long now) {
        return filter.onDecision(decision, ring, value -> allowed, (value, asOf) -> relation, now);
    }

    private List<SiteEffect> take(MeshDecision decision) {
        return take(decision, false, Relation.NONE, NOW);
    }

    private static void isRefused(List<SiteEffect> effects, RefusalReason reason) {
        assertThat(effects).containsExactly(new SiteEffect.Refused(reason));
    }

    private static String words(List<SiteEffect> effects) {
        return effects.stream()
                .map(effect -> {
                    if (effect instanceof SiteEffect.Apply apply) {
                        return apply.measure().toString();
                    }
                    return effect instanceof SiteEffect.Refused refused
                            ? refused.reason().toString()
                            : effect.getClass().getSimpleName();
                })
                .collect(Collectors.joining(" "));
    }

    /** The table of FEDERATION 1, cell by cell. */
    @ParameterizedTest
    @CsvSource({
        "WATCH,      NONE,        Watch",
        "RATE_LIMIT, NONE,        RATE_LIMIT",
        "BLOCK,      NONE,        BLOCK",
        "BLOCK_LONG, NONE,        BLOCK",
        "WATCH,      WEAK,        GOOD_RELATION",
        "RATE_LIMIT, WEAK,        Watch",
        "BLOCK,      WEAK,        RATE_LIMIT",
        "BLOCK_LONG, WEAK,        BLOCK",
        "WATCH,      ESTABLISHED, GOOD_RELATION",
        "RATE_LIMIT, ESTABLISHED, GOOD_RELATION SendVeto",
        "BLOCK,      ESTABLISHED, Watch SendVeto",
        "BLOCK_LONG, ESTABLISHED, RATE_LIMIT AskOperator SendVeto"
    })
    void theSitesOwnExperienceDecides(DecisionLevel level, Relation relation, String expected) {
        assertThat(words(take(decision(WHO, level, 1), false, relation, NOW))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "WATCH, ALLOWLISTED",
        "RATE_LIMIT, ALLOWLISTED SendVeto",
        "BLOCK, ALLOWLISTED SendVeto",
        "BLOCK_LONG, ALLOWLISTED SendVeto"
    })
    void theAllowlistIsNeverTouched(DecisionLevel level, String expected) {
        for (Relation relation : Relation.values()) {
            SiteFilter fresh = new SiteFilter(MSSP);
            List<SiteEffect> effects =
                    fresh.onDecision(decision(WHO, level, 1), ring, WHO::equals, (value, asOf) -> relation, NOW);
            assertThat(words(effects)).isEqualTo(expected);
        }
    }

    @Test
    void saysWhatToEnforceAndForHowLong() {
        MeshDecision decision = decision(WHO, DecisionLevel.BLOCK, 1);
        assertThat(take(decision, false, Relation.NONE, NOW + MINUTE))
                .containsExactly(new SiteEffect.Apply(Measure.BLOCK, WHO, 9, HOUR - MINUTE, decision.id()));
    }

    @Test
    void asksForTheRelationBeforeTheFirstReportWithinTheWindow() {
        long[] asked = new long[1];
        RelationLookup lookup = (value, asOf) -> {
            asked[0] = asOf;
            return Relation.NONE;
        };
        filter.onDecision(decision(WHO, DecisionLevel.BLOCK, 1), ring, value -> false, lookup, NOW);
        assertThat(asked[0]).isEqualTo(NOW - MINUTE);
        DecisionDraft base = decision(WHO, DecisionLevel.BLOCK, 1).draft();
        DecisionDraft ancient =
                new DecisionDraft(base.key(), 9, base.level(), 3600, 3, 3, 0, base.reports(), base.sealed());
        MeshDecision signed = MeshDecision.sign(ancient, 2, NOW, List.of(), MSSP);
        filter.onDecision(signed, ring, value -> false, lookup, NOW);
        assertThat(asked[0])
                .as("a false first report cannot make every relation young")
                .isEqualTo(NOW - 24 * HOUR);
    }

    @Test
    void obeysOnlyItsCorrelatorAndOnlyOnce() {
        MeshDecision decision = decision(WHO, DecisionLevel.BLOCK, 5);
        MeshDecision forged = MeshDecision.sign(decision.draft(), 6, NOW, List.of(), Samples.Ed25519.of(4));
        isRefused(take(forged), RefusalReason.BAD_SIGNATURE);
        isRefused(take(decision, false, Relation.NONE, NOW + HOUR), RefusalReason.STALE);
        isRefused(take(decision, false, Relation.NONE, NOW - 6 * MINUTE), RefusalReason.FUTURE);
        assertThat(filter.knows(decision.key(), 5)).isFalse();
        assertThat(take(decision)).hasSize(1).noneMatch(SiteEffect.Refused.class::isInstance);
        assertThat(filter.knows(decision.key(), 5)).isTrue();
        assertThat(filter.knows(decision.key(), 6)).isFalse();
        isRefused(take(decision), RefusalReason.REPLAYED);
        isRefused(take(decision(WHO, DecisionLevel.BLOCK_LONG, 4)), RefusalReason.REPLAYED);
        assertThat(words(take(decision(WHO, DecisionLevel.BLOCK_LONG, 6)))).isEqualTo("BLOCK");
    }

    @Test
    void opensWhateverHonestMemberSealed() {
        SealedValue other = keys(1).seal(ip("192.0.2.1"), new Random(2));
        GroupKeys outsider = GroupKeys.derive(Samples.counting(77), 1);
        SealedValue garbage = outsider.seal(WHO, new Random(3));
        SealedValue honest = keys(1).seal(WHO, new Random(4));
        isRefused(take(decision(WHO, DecisionLevel.BLOCK, 1, other, garbage)), RefusalReason.UNSEALABLE);
        assertThat(words(take(decision(WHO, DecisionLevel.BLOCK, 1, other, garbage, honest))))
                .as("the refusal is not remembered")
                .isEqualTo("BLOCK");
        SiteFilter stranger = new SiteFilter(MSSP);
        isRefused(
                stranger.onDecision(
                        decision(WHO, DecisionLevel.BLOCK, 1), new KeyRing(), v -> false, (v, t) -> Relation.NONE, NOW),
                RefusalReason.UNKNOWN_EPOCH);
    }

    @Test
    void refusesPrefixesWiderThanAnyAttacker() {
        isRefused(take(decision(net("198.18.0.0/15"), DecisionLevel.BLOCK, 1)), RefusalReason.TOO_WIDE);
        isRefused(take(decision(net("2001:db0::/31"), DecisionLevel.BLOCK, 1)), RefusalReason.TOO_WIDE);
        assertThat(words(take(decision(net("198.18.0.0/16"), DecisionLevel.BLOCK, 1))))
                .isEqualTo("BLOCK");
        assertThat(words(take(decision(net("2001:db8::/32"), DecisionLevel.BLOCK, 1))))
                .isEqualTo("BLOCK");
    }

    /** FEDERATION 8.4 and P6. */
    @Test
    void aCancelLiftsAndKeepsWhatItCancelsFromComingBack() {
        MeshDecision decision = decision(WHO, DecisionLevel.BLOCK, 5);
        take(decision);
        isRefused(filter.onCancel(cancel(WHO, 4), NOW), RefusalReason.REPLAYED);
        MeshCancel forged = MeshCancel.sign(cancel(WHO, 6).draft(), 6, NOW, Samples.Ed25519.of(4));
        isRefused(filter.onCancel(forged, NOW), RefusalReason.BAD_SIGNATURE);
        assertThat(filter.onCancel(cancel(WHO, 6), NOW))
                .containsExactly(new SiteEffect.Lift(key(WHO), WHO, decision.id()));
        isRefused(filter.onCancel(cancel(WHO, 6), NOW), RefusalReason.REPLAYED);
        isRefused(take(decision), RefusalReason.REPLAYED);
        assertThat(words(take(decision(WHO, DecisionLevel.BLOCK, 7)))).isEqualTo("BLOCK");

        IndicatorValue late = ip("203.0.113.9");
        isRefused(filter.onCancel(cancel(late, 9), NOW), RefusalReason.NOTHING_TO_LIFT);
        isRefused(take(decision(late, DecisionLevel.BLOCK, 8)), RefusalReason.REPLAYED);
        isRefused(filter.onCancel(cancel(late, 10), NOW - 6 * MINUTE), RefusalReason.FUTURE);
        isRefused(filter.onCancel(cancel(late, 10), NOW + 8 * 24 * HOUR), RefusalReason.STALE);
    }

    /** FEDERATION 8.8. */
    @ParameterizedTest
    @CsvSource({
        "WATCH,      NONE,        Watch",
        "RATE_LIMIT, NONE,        RATE_LIMIT",
        "BLOCK,      NONE,        RATE_LIMIT",
        "BLOCK_LONG, NONE,        RATE_LIMIT AskOperator",
        "BLOCK,      WEAK,        RATE_LIMIT",
        "BLOCK_LONG, WEAK,        RATE_LIMIT AskOperator",
        "BLOCK_LONG, ESTABLISHED, RATE_LIMIT AskOperator SendVeto"
    })
    void whatIsOnAWarningListIsLimitedAtMostAndNotVetoedForIt(DecisionLevel level, Relation relation, String expected) {
        List<SiteEffect> effects = filter.onDecision(
                decision(WHO, level, 1), ring, value -> false, WHO::equals, (value, asOf) -> relation, NOW);
        assertThat(words(effects)).isEqualTo(expected);
    }

    /** FEDERATION 8.6: a decision is weaker than the one before only because that one is over. */
    @Test
    void aLaterAndWeakerDecisionTakesTheStrongersPlace() {
        MeshDecision strong = decision(WHO, DecisionLevel.BLOCK_LONG, 5);
        take(strong);
        assertThat(words(take(decision(WHO, DecisionLevel.RATE_LIMIT, 7))))
                .as("also when the cancel between them comes later")
                .isEqualTo("Lift RATE_LIMIT");
        isRefused(filter.onCancel(cancel(WHO, 6), NOW), RefusalReason.REPLAYED);
        assertThat(words(take(decision(WHO, DecisionLevel.BLOCK, 8)))).isEqualTo("BLOCK");
        assertThat(words(take(decision(WHO, DecisionLevel.BLOCK, 9), false, Relation.ESTABLISHED, NOW)))
                .as("and when this site's own experience has changed")
                .isEqualTo("Lift Watch SendVeto");
    }

    @Test
    void aBlockThatEndsSoonerTakesTheLongersPlace() {
        take(decision(WHO, DecisionLevel.BLOCK, 5));
        DecisionDraft base = decision(WHO, DecisionLevel.BLOCK, 6).draft();
        DecisionDraft brief = new DecisionDraft(
                base.key(), 9, base.level(), 600, 3, 3, base.firstReportMicros(), base.reports(), base.sealed());
        assertThat(words(take(MeshDecision.sign(brief, 6, NOW, List.of(), MSSP))))
                .isEqualTo("Lift BLOCK");
        DecisionDraft again = new DecisionDraft(
                base.key(), 9, base.level(), 599, 3, 3, base.firstReportMicros(), base.reports(), base.sealed());
        assertThat(words(take(MeshDecision.sign(again, 7, NOW, List.of(), MSSP))))
                .as("sent again, rounded to whole seconds")
                .isEqualTo("BLOCK");
    }

    /** FEDERATION 8.5 and P3: one liar's report under new keys, taken back, lifts nothing that others confirmed under the old. */
    @Test
    void whatIsTakenBackInOneKeyEpochHoldsInAnother() {
        ring.add(keys(2));
        MeshDecision old = decision(WHO, DecisionLevel.BLOCK, 5);
        take(old);
        TagKey fresh = new TagKey(WHO.type(), 2, keys(2).tag(WHO));
        DecisionDraft draft = new DecisionDraft(
                fresh,
                9,
                DecisionLevel.WATCH,
                3600,
                1,
                3,
                NOW,
                List.of(id(1)),
                List.of(keys(2).seal(WHO, new Random(1))));
        assertThat(words(take(MeshDecision.sign(draft, 6, NOW, List.of(), MSSP))))
                .isEqualTo("Watch");
        CancelDraft back = new CancelDraft(fresh, draft.id(), CancelReason.RETRACTED, List.of());
        List<SiteEffect> effects = filter.onCancel(MeshCancel.sign(back, 7, NOW, MSSP), NOW);
        assertThat(words(effects)).isEqualTo("Lift BLOCK");
        assertThat(effects.get(1)).isEqualTo(new SiteEffect.Apply(Measure.BLOCK, WHO, 9, HOUR, old.id()));

        take(MeshDecision.sign(draft, 8, NOW, List.of(), MSSP));
        CancelDraft pardon = new CancelDraft(fresh, draft.id(), CancelReason.OPERATOR, List.of());
        assertThat(words(filter.onCancel(MeshCancel.sign(pardon, 9, NOW, MSSP), NOW)))
                .as("a person means the value")
                .isEqualTo("Lift");
    }

    /** FEDERATION 8.4 and P3: decisions that block nothing keep no block out. */
    @Test
    void whatEnforcesNothingMakesRoomForABlock() {
        for (int i = 0; i < 4; i++) {
            take(decision(ip("203.0.113." + i), DecisionLevel.WATCH, i));
        }
        assertThat(words(take(decision(WHO, DecisionLevel.BLOCK, 9)))).isEqualTo("BLOCK");
        assertThat(filter.tags()).isEqualTo(4);
        for (int i = 10; i < 20; i++) {
            IndicatorValue value = ip("203.0.113." + i);
            take(decision(value, DecisionLevel.RATE_LIMIT, 2 * i));
            filter.onCancel(cancel(value, 2 * i + 1), NOW);
        }
        assertThat(filter.tags()).isEqualTo(4);
        assertThat(filter.floorSequence()).as("of cancels that were forgotten").isGreaterThan(20);
        isRefused(take(decision(ip("203.0.113.10"), DecisionLevel.BLOCK, 20)), RefusalReason.REPLAYED);
        assertThat(words(take(decision(ip("203.0.113.10"), DecisionLevel.BLOCK, 50))))
                .isEqualTo("BLOCK");
        isRefused(take(decision(WHO, DecisionLevel.BLOCK, 9)), RefusalReason.REPLAYED);

        SiteFilter restarted = new SiteFilter(MSSP, 4);
        restarted.raiseFloor(filter.floorSequence());
        isRefused(
                restarted.onDecision(
                        decision(ip("203.0.113.10"), DecisionLevel.BLOCK, 20),
                        ring,
                        value -> false,
                        (value, asOf) -> Relation.NONE,
                        NOW),
                RefusalReason.REPLAYED);
    }

    private void fill(long firstSequence) {
        for (int i = 0; i < 8; i++) {
            take(decision(ip("198.18.0." + i), DecisionLevel.BLOCK, firstSequence + i));
        }
    }

    /** FEDERATION 8.4 and P6: what a person lifted in one key epoch does not come back in another, although room was wanted. */
    @Test
    void whatWasLiftedInAnotherKeyEpochLeavesAFloorWhenItGoes() {
        ring.add(keys(2));
        MeshDecision old = decision(WHO, DecisionLevel.BLOCK, 5);
        take(old);
        TagKey fresh = new TagKey(WHO.type(), 2, keys(2).tag(WHO));
        List<SealedValue> sealed = List.of(keys(2).seal(WHO, new Random(1)));
        DecisionDraft draft =
                new DecisionDraft(fresh, 9, DecisionLevel.BLOCK, 3600, 3, 3, NOW, List.of(id(1), id(2)), sealed);
        take(MeshDecision.sign(draft, 6, NOW, List.of(), MSSP));
        CancelDraft pardon = new CancelDraft(fresh, draft.id(), CancelReason.OPERATOR, List.of());
        assertThat(words(filter.onCancel(MeshCancel.sign(pardon, 7, NOW, MSSP), NOW)))
                .isEqualTo("Lift");

        fill(20);

        isRefused(take(old), RefusalReason.REPLAYED);
    }

    /** FEDERATION 8.4 and 8.6: a short decision in a long one's place guards against it, also when it has ended and gone. */
    @Test
    void whatHasEndedLeavesAFloorWhenItHadTakenAStrongersPlace() {
        List<SealedValue> sealed = List.of(keys(1).seal(WHO, new Random(1)));
        DecisionDraft day = new DecisionDraft(
                key(WHO), 9, DecisionLevel.BLOCK_LONG, 86_400, 4, 3, NOW - MINUTE, List.of(id(1), id(2)), sealed);
        MeshDecision replayed = MeshDecision.sign(day, 1, NOW, List.of(), MSSP);
        take(replayed);
        take(decision(WHO, DecisionLevel.BLOCK, 2));
        long later = NOW + 2 * HOUR;
        for (int i = 0; i < 8; i++) {
            DecisionDraft other =
                    decision(ip("198.18.0." + i), DecisionLevel.BLOCK, 3).draft();
            take(MeshDecision.sign(other, 20 + i, later, List.of(), MSSP), false, Relation.NONE, later);
        }

        isRefused(take(replayed, false, Relation.NONE, later), RefusalReason.REPLAYED);
    }

    @Test
    void aLimitMakesRoomForABlockAndIsLifted() {
        for (int i = 0; i < 4; i++) {
            take(decision(ip("203.0.113." + i), DecisionLevel.RATE_LIMIT, i));
        }
        isRefused(take(decision(ip("203.0.113.5"), DecisionLevel.RATE_LIMIT, 8)), RefusalReason.FULL);
        assertThat(words(take(decision(WHO, DecisionLevel.BLOCK, 9)))).isEqualTo("Lift BLOCK");
    }

    @Test
    void isBoundedAndMakesRoomForTheLivingWhenTheDeadAreGone() {
        for (int i = 0; i < 4; i++) {
            assertThat(words(take(decision(ip("203.0.113." + i), DecisionLevel.BLOCK, i))))
                    .isEqualTo("BLOCK");
        }
        isRefused(take(decision(ip("203.0.113.4"), DecisionLevel.BLOCK, 9)), RefusalReason.FULL);
        isRefused(filter.onCancel(cancel(ip("203.0.113.4"), 9), NOW), RefusalReason.FULL);
        assertThat(filter.onCancel(cancel(ip("203.0.113.0"), 10), NOW))
                .as("a lift needs no room")
                .hasSize(1);
        assertThat(filter.tags()).isEqualTo(4);
        MeshDecision later = MeshDecision.sign(
                decision(ip("203.0.113.4"), DecisionLevel.BLOCK, 11).draft(), 11, NOW + 2 * HOUR, List.of(), MSSP);
        assertThat(words(take(later, false, Relation.NONE, NOW + 2 * HOUR))).isEqualTo("BLOCK");
    }
}
