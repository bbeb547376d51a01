package com.hookprobe.qsecbit.federation.core;

import static com.hookprobe.qsecbit.federation.Samples.MINUTE;
import static com.hookprobe.qsecbit.federation.Samples.NOW;
import static com.hookprobe.qsecbit.federation.Samples.id;
import static com.hookprobe.qsecbit.federation.Samples.ip;
import static com.hookprobe.qsecbit.federation.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.Context;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.ReportFacts;
import com.hookprobe.qsecbit.federation.Retraction;
import com.hookprobe.qsecbit.federation.Samples;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.Veto;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** FEDERATION 1, 5 and 7. */
class CorrelatorTest {
    private static final IndicatorValue WHO = ip("203.0.113.7");
    private static final TagKey KEY = report(WHO, Severity.HIGH, NOW, 1).key();
    private static final long HOUR = 60 * MINUTE;

    /** 13 owners: up to 4 can lie, 5 prove. */
    private final Correlator correlator = new Correlator(CorrelatorConfig.standard(), 13);

    private static Reporter node(long number) {
        return Reporter.of(id(number), 1, 100);
    }

    private static Reporter nodeOf(long number, long owner) {
        return new Reporter(id(number), id(owner), 1, 100);
    }

    private List<CorrelatorEffect> reported(long node) {
        return correlator.report(report(WHO, Severity.HIGH, NOW, node), node(node), NOW);
    }

    private List<CorrelatorEffect> vetoed(long node) {
        return correlator.veto(Veto.build(KEY, NOW, new Samples.Toy(node)), node(node), NOW);
    }

    private List<CorrelatorEffect> retracted(long node) {
        Bytes32 report = report(WHO, Severity.HIGH, NOW, node).reportId(id(node));
        return correlator.retract(Retraction.build(KEY, report, NOW, new Samples.Toy(node)), node(node), NOW);
    }

    private static DecisionDraft draft(List<CorrelatorEffect> effects) {
        assertThat(effects).hasSize(1);
        assertThat(effects.get(0)).isInstanceOf(CorrelatorEffect.Broadcast.class);
        return ((CorrelatorEffect.Broadcast) effects.get(0)).draft();
    }

    private static void isIgnored(List<CorrelatorEffect> effects, IgnoreReason reason) {
        assertThat(effects).containsExactly(new CorrelatorEffect.Ignored(reason));
    }

    @Test
    void levelsRiseWithTheOwnersThatConfirm() {
        assertThat(draft(reported(1)).level()).isEqualTo(DecisionLevel.WATCH);
        assertThat(draft(reported(2)).level()).isEqualTo(DecisionLevel.RATE_LIMIT);
        DecisionDraft block = draft(reported(3));
        assertThat(block.level()).isEqualTo(DecisionLevel.BLOCK);
        assertThat(block.ttlSeconds()).isEqualTo(3600);
        assertThat(block.sites()).isEqualTo(3);
        assertThat(block.threshold()).isEqualTo(3);
        assertThat(block.firstReportMicros()).isEqualTo(NOW);
        assertThat(block.reports())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 3)
                        .mapToObj(n -> report(WHO, Severity.HIGH, NOW, n).reportId(id(n)))
                        .sorted()
                        .toList());
        assertThat(reported(4)).as("no higher level").isEmpty();
        DecisionDraft proven = draft(reported(5));
        assertThat(proven.level()).isEqualTo(DecisionLevel.BLOCK_LONG);
        assertThat(proven.ttlSeconds()).isEqualTo(86_400);
        assertThat(correlator.active(KEY, NOW)).contains(proven);
    }

    @Test
    void withKOfOneASingleTrustedAndGraveReportBlocks() {
        Correlator one = new Correlator(CorrelatorConfig.standard().withBlockOwners(1), 5);
        isIgnored(one.report(report(WHO, Severity.LOW, NOW, 1), node(1), NOW), IgnoreReason.LOW_SEVERITY);
        assertThat(one.report(report(ip("203.0.113.8"), Severity.MEDIUM, NOW, 1), node(1), NOW))
                .as("not grave")
                .isEmpty();
        assertThat(one.report(report(ip("203.0.113.9"), Severity.HIGH, NOW, 1), Reporter.of(id(1), 0.79, 100), NOW))
                .as("not trusted in full")
                .isEmpty();
        assertThat(one.report(report(ip("203.0.113.9"), Severity.HIGH, NOW, 2), Reporter.of(id(2), 1, 6), NOW))
                .as("nor are one of them and a young one")
                .isEmpty();
        assertThat(draft(one.report(report(WHO, Severity.HIGH, NOW, 1), node(1), NOW))
                        .level())
                .isEqualTo(DecisionLevel.BLOCK);
    }

    @Test
    void twoYoungOwnersAreNotOneTrustedOne() {
        for (long node = 1; node <= 3; node++) {
            Reporter young = Reporter.of(id(node), 1, 6);
            assertThat(correlator.report(report(WHO, Severity.CRITICAL, NOW, node), young, NOW))
                    .isEmpty();
        }
        Reporter young = Reporter.of(id(4), 1, 6);
        assertThat(draft(correlator.report(report(WHO, Severity.CRITICAL, NOW, 4), young, NOW))
                        .level())
                .isEqualTo(DecisionLevel.RATE_LIMIT);
    }

    /** FEDERATION P5. */
    @Test
    void anOwnerCountsOnceWhateverItsNodesAndReplays() {
        for (long node = 1; node <= 20; node++) {
            correlator.report(report(WHO, Severity.CRITICAL, NOW, node), nodeOf(node, 77), NOW);
            correlator.report(report(WHO, Severity.CRITICAL, NOW + MINUTE, node), nodeOf(node, 77), NOW);
            isIgnored(
                    correlator.report(report(WHO, Severity.CRITICAL, NOW, node), nodeOf(node, 77), NOW),
                    IgnoreReason.DUPLICATE);
        }
        assertThat(correlator.level(KEY, NOW)).contains(DecisionLevel.WATCH);
        assertThat(correlator.active(KEY, NOW).orElseThrow().sites()).isEqualTo(1);
        isIgnored(
                correlator.report(report(WHO, Severity.CRITICAL, NOW, 30), Reporter.of(id(30), 0.49, 100), NOW),
                IgnoreReason.NO_WEIGHT);
        assertThat(draft(reported(31)).level()).isEqualTo(DecisionLevel.RATE_LIMIT);
    }

    @Test
    void aCopyUnderAnotherNameIsThatNodesWordOnly() {
        AttackSignature original = report(WHO, Severity.HIGH, NOW, 1);
        correlator.report(original, node(1), NOW);
        correlator.report(original, nodeOf(2, 1), NOW);
        assertThat(correlator.level(KEY, NOW)).contains(DecisionLevel.WATCH);
    }

    @Test
    void timesOutsideTheWindowCountNothing() {
        long skew = Correlator.SKEW_MICROS;
        isIgnored(
                correlator.report(report(WHO, Severity.HIGH, NOW + skew + MINUTE, 1), node(1), NOW),
                IgnoreReason.FUTURE);
        isIgnored(correlator.report(report(WHO, Severity.HIGH, NOW - 24 * HOUR, 1), node(1), NOW), IgnoreReason.STALE);
        reported(1);
        reported(2);
        assertThat(correlator.level(KEY, NOW + 24 * HOUR - 1)).contains(DecisionLevel.RATE_LIMIT);
        assertThat(correlator.level(KEY, NOW + 24 * HOUR)).isEmpty();
        long later = NOW + 24 * HOUR;
        assertThat(correlator.report(report(WHO, Severity.HIGH, later, 3), node(3), later))
                .extracting(
                        effect -> ((CorrelatorEffect.Broadcast) effect).draft().level())
                .containsExactly(DecisionLevel.WATCH);
        correlator.tick(later);
        assertThat(correlator.entries()).isEqualTo(1);
        correlator.tick(later + 48 * HOUR);
        assertThat(correlator.entries()).isZero();
        assertThat(correlator.tags()).isZero();
    }

    @Test
    void aBanIsRenewedByFreshReportsInTheSecondHalfOfItsLife() {
        reported(1);
        reported(2);
        DecisionDraft first = draft(reported(3));
        long early = NOW + 20 * MINUTE;
        assertThat(correlator.report(report(WHO, Severity.HIGH, early, 1), node(1), early))
                .isEmpty();
        long late = NOW + 40 * MINUTE;
        DecisionDraft renewed = draft(correlator.report(report(WHO, Severity.HIGH, late, 1), node(1), late));
        assertThat(renewed.level()).isEqualTo(DecisionLevel.BLOCK);
        assertThat(renewed.id()).isNotEqualTo(first.id());
        long after = late + 2 * HOUR;
        assertThat(correlator.active(KEY, after)).isEmpty();
        assertThat(draft(correlator.report(report(WHO, Severity.HIGH, after, 2), node(2), after))
                        .level())
                .as("the others still count")
                .isEqualTo(DecisionLevel.BLOCK);
    }

    @Test
    void asManyVetoesAsProveCancelAndFewerChangeNothing() {
        reported(1);
        reported(2);
        DecisionDraft held = draft(reported(3));
        for (long node = 6; node <= 9; node++) {
            assertThat(vetoed(node)).isEmpty();
            assertThat(vetoed(node)).containsExactly(new CorrelatorEffect.Ignored(IgnoreReason.DUPLICATE));
            correlator.veto(Veto.build(KEY, NOW, new Samples.Toy(100 + node)), nodeOf(100 + node, node), NOW);
        }
        assertThat(correlator.active(KEY, NOW)).contains(held);
        List<CorrelatorEffect> effects = vetoed(10);
        assertThat(effects).hasSize(2);
        CorrelatorEffect.Cancel cancel = (CorrelatorEffect.Cancel) effects.get(0);
        assertThat(cancel.draft().reason()).isEqualTo(CancelReason.VETOED);
        assertThat(cancel.draft().decision()).isEqualTo(held.id());
        assertThat(cancel.draft().vetoes()).hasSize(5);
        assertThat(effects.get(1)).isEqualTo(new CorrelatorEffect.Penalise(List.of(id(1), id(2), id(3)), KEY));
        assertThat(reported(4)).as("nothing more about it").isEmpty();
        assertThat(reported(5)).isEmpty();
        assertThat(vetoed(11)).as("nothing left to cancel").isEmpty();
        assertThat(correlator.level(KEY, NOW)).isEmpty();
    }

    @Test
    void aRetractionLowersAndLiftsAndItsReplayedReportStaysDead() {
        reported(1);
        reported(2);
        DecisionDraft held = draft(reported(3));
        List<CorrelatorEffect> effects = retracted(3);
        assertThat(effects).hasSize(2);
        CorrelatorEffect.Cancel cancel = (CorrelatorEffect.Cancel) effects.get(0);
        assertThat(cancel.draft().reason()).isEqualTo(CancelReason.RETRACTED);
        assertThat(cancel.draft().decision()).isEqualTo(held.id());
        assertThat(draft(effects.subList(1, 2)).level()).isEqualTo(DecisionLevel.RATE_LIMIT);
        isIgnored(reported(3), IgnoreReason.RETRACTED);
        assertThat(retracted(2)).hasSize(2);
        assertThat(retracted(1)).hasSize(1);
        assertThat(correlator.active(KEY, NOW)).isEmpty();
        long later = NOW + 2 * MINUTE;
        assertThat(draft(correlator.report(report(WHO, Severity.HIGH, later, 3), node(3), later))
                        .level())
                .as("what it sees afterwards counts")
                .isEqualTo(DecisionLevel.WATCH);
    }

    @Test
    void aRetractionThatOvertakesItsReportWorksToo() {
        assertThat(retracted(1)).isEmpty();
        isIgnored(reported(1), IgnoreReason.RETRACTED);
        assertThat(correlator.level(KEY, NOW)).isEmpty();
    }

    /** FEDERATION P3: a ban outlives the reports it rests on, and no one but their authors can take it away. */
    @Test
    void aLiarCannotLiftABanWhoseReportsHaveGrownOld() {
        Correlator patient = new Correlator(CorrelatorConfig.standard().withBlockOwners(2), 4);
        long seen = NOW - 23 * HOUR;
        patient.report(report(WHO, Severity.HIGH, seen, 1), node(1), NOW);
        patient.report(report(WHO, Severity.HIGH, seen, 2), node(2), NOW);
        patient.report(report(WHO, Severity.HIGH, NOW, 3), node(3), NOW);
        DecisionDraft held = patient.active(KEY, NOW).orElseThrow();
        assertThat(held.level()).isEqualTo(DecisionLevel.BLOCK_LONG);
        long later = NOW + 2 * HOUR;
        assertThat(patient.level(KEY, later)).contains(DecisionLevel.WATCH);
        Retraction empty = Retraction.build(KEY, id(0), later, new Samples.Toy(9));
        assertThat(patient.retract(empty, node(9), later)).isEmpty();
        assertThat(patient.revoke(id(9), later)).isEmpty();
        assertThat(patient.active(KEY, later)).contains(held);
        Retraction real = Retraction.build(KEY, id(0), later, new Samples.Toy(2));
        assertThat(patient.retract(real, node(2), later)).as("an author can").isNotEmpty();
    }

    @Test
    void whatARevokedNodeSaidIsForgotten() {
        reported(1);
        reported(2);
        reported(3);
        vetoed(4);
        List<CorrelatorEffect> effects = correlator.revoke(id(2), NOW);
        assertThat(effects).hasSize(2);
        assertThat(((CorrelatorEffect.Cancel) effects.get(0)).draft().reason()).isEqualTo(CancelReason.REVOKED);
        assertThat(draft(effects.subList(1, 2)).level()).isEqualTo(DecisionLevel.RATE_LIMIT);
        assertThat(correlator.revoke(id(4), NOW)).isEmpty();
        assertThat(correlator.entries()).isEqualTo(2);
    }

    /** FEDERATION P6. */
    @Test
    void aPersonCanAllowATag() {
        reported(1);
        DecisionDraft held = correlator.active(KEY, NOW).orElseThrow();
        List<CorrelatorEffect> effects = correlator.suppress(KEY, NOW + HOUR, NOW);
        assertThat(effects).hasSize(1);
        assertThat(((CorrelatorEffect.Cancel) effects.get(0)).draft().decision())
                .isEqualTo(held.id());
        assertThat(reported(2)).isEmpty();
        assertThat(reported(3)).isEmpty();
        long later = NOW + HOUR;
        assertThat(draft(correlator.report(report(WHO, Severity.HIGH, later, 4), node(4), later))
                        .level())
                .isEqualTo(DecisionLevel.BLOCK);
    }

    /** FEDERATION 7.3: liars who come first with values that open to nothing cannot keep the honest ones' out. */
    @Test
    void sealedValuesOfMoreOwnersThanCanLieAreSent() {
        Correlator large = new Correlator(CorrelatorConfig.standard(), 100);
        int sealed = 0;
        int sent = 0;
        long now = NOW;
        for (long node = 1; node <= 30; node++) {
            for (CorrelatorEffect effect : large.report(report(WHO, Severity.HIGH, NOW, node), node(node), now)) {
                DecisionDraft draft = ((CorrelatorEffect.Broadcast) effect).draft();
                if (draft.level() == DecisionLevel.BLOCK) {
                    sealed += draft.sealed().size();
                    sent++;
                }
            }
        }
        assertThat(sent).isEqualTo(1);
        for (int second = 0; second < 60; second++) {
            now += 1_000_000;
            for (CorrelatorEffect effect : large.tick(now)) {
                DecisionDraft draft = ((CorrelatorEffect.Broadcast) effect).draft();
                assertThat(draft.level()).isEqualTo(DecisionLevel.BLOCK);
                assertThat(draft.ttlSeconds()).isEqualTo(3600 - (int) ((now - NOW) / 1_000_000));
                sealed += draft.sealed().size();
                sent++;
            }
        }
        assertThat(sealed).as("one of each owner").isEqualTo(30);
        assertThat(sent).as("at most one each 10 s").isEqualTo(5);
    }

    @Test
    void memoryIsBoundedAndNoOwnerTakesTheOthersShare() {
        CorrelatorConfig small = CorrelatorConfig.standard().withEntries(400, 1000);
        Correlator tight = new Correlator(small, 10);
        int held = 0;
        for (int i = 0; i < 1000; i++) {
            IndicatorValue value = ip("198.18." + i / 256 + "." + i % 256);
            List<CorrelatorEffect> effects = tight.report(report(value, Severity.HIGH, NOW, 1), node(1), NOW);
            held += effects.contains(new CorrelatorEffect.Ignored(IgnoreReason.OVER_QUOTA)) ? 0 : 1;
        }
        assertThat(held).as("half of 300").isEqualTo(150);
        for (long owner = 2; owner <= 10; owner++) {
            int mine = 0;
            for (int i = 0; i < 100; i++) {
                IndicatorValue value = ip("198.19." + owner + "." + i);
                List<CorrelatorEffect> effects =
                        tight.report(report(value, Severity.HIGH, NOW, owner), node(owner), NOW);
                mine += effects.contains(new CorrelatorEffect.Ignored(IgnoreReason.OVER_QUOTA)) ? 0 : 1;
            }
            assertThat(mine).as("an equal share of the other half").isEqualTo(15);
        }
        assertThat(tight.entries()).isLessThanOrEqualTo(400);
        Retraction back =
                Retraction.build(report(ip("198.18.0.0"), Severity.HIGH, NOW, 1).key(), id(0), NOW, new Samples.Toy(1));
        int before = tight.entries();
        assertThat(tight.retract(back, node(1), NOW))
                .as("a retraction has room")
                .noneMatch(effect -> effect instanceof CorrelatorEffect.Ignored);
        assertThat(tight.entries()).isEqualTo(before);
        Veto veto = Veto.build(KEY, NOW, new Samples.Toy(1));
        assertThat(tight.veto(veto, node(1), NOW)).as("and a veto").isEmpty();
        tight.tick(NOW + 49 * HOUR);
        assertThat(tight.entries()).isZero();
        assertThat(tight.tags()).isZero();
    }

    /** FEDERATION 7.4: a decision that outlives its short report is charged to who made it. */
    @Test
    void shortReportsLeaveNoMoreDecisionsBehindThanTheirOwnerMayHold() {
        Correlator tight = new Correlator(CorrelatorConfig.standard().withEntries(400, 1000), 10);
        long now = NOW;
        for (int i = 0; i < 2000; i++) {
            now += 30_000_000;
            IndicatorValue value = ip("198.18." + i / 256 + "." + i % 256);
            ReportFacts facts = new ReportFacts(
                    7,
                    0,
                    Context.NONE,
                    9,
                    Severity.HIGH,
                    ReportFacts.minutes(now),
                    ReportFacts.minutes(now),
                    1,
                    id(9),
                    1);
            Samples.Toy key = new Samples.Toy(1);
            AttackSignature brief =
                    AttackSignature.build(value, facts, Samples.keys(1), id(1), new java.util.Random(i), key);
            tight.report(brief, node(1), now);
            assertThat(tight.tags()).isLessThanOrEqualTo(150);
            assertThat(tight.entries()).isLessThanOrEqualTo(150);
        }
        tight.tick(now + 2 * HOUR);
        assertThat(tight.entries()).isZero();
        assertThat(tight.tags()).isZero();
    }

    /** FEDERATION 7.4: a retraction that takes nothing back needs a place of its own. */
    @Test
    void retractionsOfNothingAreBoundedToo() {
        Correlator tight = new Correlator(CorrelatorConfig.standard().withEntries(16, 100), 1);
        for (int i = 0; i < 100; i++) {
            IndicatorValue value = ip("198.18.0." + i);
            AttackSignature report = report(value, Severity.HIGH, NOW, 1);
            tight.report(report, node(1), NOW);
            Samples.Toy key = new Samples.Toy(1);
            tight.retract(Retraction.build(report.key(), id(0), NOW - HOUR, key), node(1), NOW);
        }
        assertThat(tight.entries()).isLessThanOrEqualTo(16);
    }

    /** FEDERATION 7.9 and P3: who joins a ban and takes it back again opens no gap in it. */
    @Test
    void aLiarThatJoinsAndLeavesDoesNotLiftTheBan() {
        Correlator mesh = new Correlator(CorrelatorConfig.standard().withBlockOwners(2), 4);
        mesh.report(report(WHO, Severity.HIGH, NOW, 1), node(1), NOW);
        mesh.report(report(WHO, Severity.HIGH, NOW, 2), node(2), NOW);
        for (int flap = 1; flap <= 5; flap++) {
            long now = NOW + flap * MINUTE;
            assertThat(draft(mesh.report(report(WHO, Severity.HIGH, now, 9), node(9), now))
                            .level())
                    .isEqualTo(DecisionLevel.BLOCK_LONG);
            Retraction back = Retraction.build(KEY, id(0), now, new Samples.Toy(9));
            DecisionDraft left = draft(mesh.retract(back, node(9), now));
            assertThat(left.level()).as("and no cancel").isEqualTo(DecisionLevel.BLOCK);
            assertThat(left.sites()).isEqualTo(2);
        }
        Retraction honest = Retraction.build(KEY, id(0), NOW + 6 * MINUTE, new Samples.Toy(2));
        assertThat(mesh.retract(honest, node(2), NOW + 6 * MINUTE).get(0))
                .as("below a block it is cancelled")
                .isInstanceOf(CorrelatorEffect.Cancel.class);
    }

    /** FEDERATION 7.8: good flows that begin after the first report are an alibi, however often it is repeated. */
    @Test
    void repeatedReportsDoNotMakeTheFirstOneYounger() {
        Correlator mesh = new Correlator(CorrelatorConfig.standard().withBlockOwners(2), 4);
        mesh.report(report(WHO, Severity.HIGH, NOW, 1), nodeOf(1, 1), NOW);
        long later = NOW + 20 * HOUR;
        mesh.report(report(WHO, Severity.HIGH, later - MINUTE, 11), nodeOf(11, 1), later - MINUTE);
        mesh.report(report(WHO, Severity.HIGH, later, 1), nodeOf(1, 1), later);
        DecisionDraft held = draft(mesh.report(report(WHO, Severity.HIGH, later, 2), node(2), later));
        assertThat(held.level()).isEqualTo(DecisionLevel.BLOCK);
        assertThat(held.firstReportMicros()).isEqualTo(NOW);
    }

    /** FEDERATION 7.8 and P3: nor does a liar's report, when what the ban rests on has grown old in the meantime. */
    @Test
    void aLateReportMakesALiveBansFirstReportNoYounger() {
        Correlator mesh = new Correlator(CorrelatorConfig.standard().withBlockOwners(2), 10);
        long old = NOW - 23 * HOUR - 40 * MINUTE;
        mesh.report(report(WHO, Severity.HIGH, old, 1), node(1), NOW);
        DecisionDraft held = draft(mesh.report(report(WHO, Severity.HIGH, old, 2), node(2), NOW));
        assertThat(held.level()).isEqualTo(DecisionLevel.BLOCK);
        long later = NOW + 25 * MINUTE;
        assertThat(mesh.report(report(WHO, Severity.HIGH, later, 9), node(9), later))
                .as("no news: it is sent again with the liar's seal")
                .isEmpty();
        DecisionDraft again = draft(mesh.tick(later + MINUTE));
        assertThat(again.level()).isEqualTo(DecisionLevel.BLOCK);
        assertThat(again.firstReportMicros()).isEqualTo(NOW);
    }

    /** FEDERATION 5.1: a partner that attacks those who vouched for it loses their vetoes. */
    @Test
    void aLaterReportOutweighsTheVetoOfTheSameNode() {
        Correlator mesh = new Correlator(CorrelatorConfig.standard().withBlockOwners(2), 4);
        for (long node = 1; node <= 2; node++) {
            mesh.veto(Veto.build(KEY, NOW, new Samples.Toy(node)), node(node), NOW);
        }
        long later = NOW + MINUTE;
        assertThat(mesh.report(report(WHO, Severity.HIGH, NOW, 2), node(2), NOW))
                .as("not a report of the same minute")
                .isEmpty();
        assertThat(mesh.report(report(WHO, Severity.HIGH, NOW, 3), node(3), NOW))
                .isEmpty();
        assertThat(draft(mesh.report(report(WHO, Severity.HIGH, later, 2), node(2), later))
                        .level())
                .isEqualTo(DecisionLevel.BLOCK);
    }

    /** What kept a ban away has left the mesh: the ban does not wait for the next report. */
    @Test
    void revokingAVetoBringsTheBanBack() {
        Correlator mesh = new Correlator(CorrelatorConfig.standard().withBlockOwners(2), 4);
        mesh.veto(Veto.build(KEY, NOW, new Samples.Toy(8)), node(8), NOW);
        mesh.veto(Veto.build(KEY, NOW, new Samples.Toy(9)), node(9), NOW);
        mesh.report(report(WHO, Severity.HIGH, NOW, 1), node(1), NOW);
        assertThat(mesh.report(report(WHO, Severity.HIGH, NOW, 2), node(2), NOW))
                .isEmpty();
        assertThat(draft(mesh.revoke(id(9), NOW)).level()).isEqualTo(DecisionLevel.BLOCK);
    }

    /** FEDERATION 7.5: a ban that has run out comes back by a fresh report, and not because somebody is thrown out. */
    @Test
    void revokingAReporterBringsNoBanBackThatHadEnded() {
        for (long node = 1; node <= 4; node++) {
            reported(node);
        }
        vetoed(9);
        assertThat(correlator.active(KEY, NOW)).isPresent();
        long later = NOW + 5 * HOUR;
        assertThat(correlator.active(KEY, later)).isEmpty();
        assertThat(correlator.revoke(id(4), later)).isEmpty();
        assertThat(correlator.revoke(id(9), later))
                .as("its veto had kept nothing away")
                .isEmpty();
        assertThat(correlator.active(KEY, later)).isEmpty();
    }

    /** FEDERATION 7.7. */
    @Test
    void whatNobodyVetoesForAnHourIsConfirmed() {
        for (long node = 1; node <= 5; node++) {
            reported(node);
        }
        vetoed(6);
        assertThat(correlator.tick(NOW + HOUR - 1)).isEmpty();
        assertThat(correlator.tick(NOW + HOUR))
                .containsExactly(new CorrelatorEffect.Confirm(
                        LongStream.rangeClosed(1, 5).mapToObj(node -> id(node)).toList(), List.of(id(6)), KEY));
        assertThat(correlator.tick(NOW + 3 * HOUR)).as("once").isEmpty();
    }

    @Test
    void whatIsVetoedIsNotConfirmed() {
        for (long node = 1; node <= 5; node++) {
            reported(node);
        }
        for (long node = 6; node <= 10; node++) {
            vetoed(node);
        }
        assertThat(correlator.active(KEY, NOW)).isEmpty();
        assertThat(correlator.tick(NOW + HOUR)).isEmpty();
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertThatThrownBy(() -> correlator.activeOwners(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CorrelatorConfig.standard().withBlockOwners(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CorrelatorConfig.standard().withEntries(15, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Reporter.of(id(1), Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Reporter.of(id(1), 1, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
