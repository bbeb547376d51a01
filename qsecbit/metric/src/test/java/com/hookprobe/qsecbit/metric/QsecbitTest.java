package com.hookprobe.qsecbit.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class QsecbitTest {
    private static final long SECOND = 1_000_000;
    private static final HostReading STORM = HostReading.of(0.97, 0.8, 0.9, 0.7);

    @Test
    void weightsSumToOne() {
        assertThatThrownBy(() -> new Weights(0.3, 0.3, 0.2, 0.2, 0.1)).hasMessageContaining("sum to 1");
        assertThatThrownBy(() -> new Weights(1.2, -0.2, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Weights(0, 1, 0, 0, 0).beta()).isEqualTo(1);
    }

    @Test
    void everyProfileSumsToOneAndSpreadsItsEnergy() {
        assertThat(WeightProfile.ALL).extracting(WeightProfile::name).doesNotHaveDuplicates();
        for (WeightProfile profile : WeightProfile.ALL) {
            assertThat(WeightProfile.byName(profile.name())).contains(profile);
            assertThat(profile.weights(false).epsilon()).isZero();
        }
        Weights own = new Weights(0.2, 0.2, 0.2, 0.2, 0.2);
        assertThat(WeightProfile.fixed(own).withoutEnergy()).isEqualTo(new Weights(0.25, 0.25, 0.25, 0.25, 0));
        assertThatThrownBy(() -> WeightProfile.fixed(new Weights(0, 0, 0, 0, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // QSECBIT 3.1: the bands of the seed, and 0.70 itself is AMBER.
    @Test
    void bandsAreTheSeeds() {
        assertThat(Band.of(0)).isEqualTo(Band.GREEN);
        assertThat(Band.of(Math.nextDown(0.45))).isEqualTo(Band.GREEN);
        assertThat(Band.of(0.45)).isEqualTo(Band.AMBER);
        assertThat(Band.of(0.70)).isEqualTo(Band.AMBER);
        assertThat(Band.of(Math.nextUp(0.70))).isEqualTo(Band.RED);
        assertThat(Band.of(1)).isEqualTo(Band.RED);
        assertThatThrownBy(() -> Band.of(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aQuietHostIsGreenAndSaysThatItLearns() {
        Qsecbit qsecbit = Qsecbit.create();
        Score score = qsecbit.score(0);
        assertThat(score.value()).isZero();
        assertThat(score.explain()).contains("GREEN", "no host reading yet", "does not tell its power");
        qsecbit.observe(quiet(new SplittableRandom(1)));
        assertThat(qsecbit.score(SECOND).terms().drift().reason()).contains("learning the baseline, 0 of 30");
    }

    @Test
    void aLearntHostStaysGreenUnderItsUsualLoad() {
        Qsecbit qsecbit = learnt(600);
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 600; i++) {
            qsecbit.observe(quiet(random));
            Score score = qsecbit.score((600 + i) * SECOND);
            assertThat(score.band()).isEqualTo(Band.GREEN);
            assertThat(score.terms().drift().raw()).isLessThan(0.2);
        }
    }

    @Test
    void aStormAloneDrifts() {
        Qsecbit qsecbit = learnt(600);
        qsecbit.observe(STORM);
        Score score = qsecbit.score(601 * SECOND);
        assertThat(score.terms().drift().raw()).isGreaterThan(0.95);
        assertThat(score.terms().qDrift().raw()).isGreaterThan(0.1);
    }

    @Test
    void oneCriticalDetectionMovesTheScoreToAmber() {
        Qsecbit qsecbit = learnt(600);
        qsecbit.observe(quiet(new SplittableRandom(3)));
        double before = qsecbit.score(600 * SECOND).value();
        long now = 601 * SECOND;
        qsecbit.record(new AttackEvidence("SQL_INJECTION", Severity.CRITICAL, 0.95, now), now);
        Score score = qsecbit.score(now);
        assertThat(score.terms().pAttack().raw()).isCloseTo(0.95, within(1e-9));
        assertThat(score.value() - before).isGreaterThan(0.4);
        assertThat(score.band()).isEqualTo(Band.AMBER);
        assertThat(score.terms().pAttack().reason()).contains("SQL_INJECTION");
    }

    @Test
    void anAttackThatLoadsTheHostIsRedAndCalmComesBack() {
        Qsecbit qsecbit = learnt(600);
        qsecbit.score(600 * SECOND);
        long now = 601 * SECOND;
        qsecbit.record(new AttackEvidence("SYN_FLOOD", Severity.CRITICAL, 0.9, now), now);
        qsecbit.observe(STORM);
        assertThat(qsecbit.score(now).band()).isEqualTo(Band.RED);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 1; i <= 300; i++) {
            qsecbit.observe(quiet(random));
            qsecbit.score(now + i * SECOND);
        }
        assertThat(qsecbit.score(now + 301 * SECOND).value()).isLessThan(0.1);
    }

    @Test
    void anAttackIsNotLearntAsNormal() {
        Qsecbit qsecbit = learnt(600);
        long now = 600 * SECOND;
        qsecbit.score(now);
        for (int i = 0; i < 300; i++) {
            now += SECOND;
            qsecbit.record(new AttackEvidence(i % 2 == 0 ? "A" : "B", Severity.CRITICAL, 0.9, now), now);
            qsecbit.observe(STORM);
            qsecbit.score(now);
        }
        assertThat(qsecbit.score(now).terms().drift().raw()).isGreaterThan(0.95);
    }

    // QSECBIT 2.2: p_attack is 1 - prod(1 - weight * confidence), and order does not matter.
    @Test
    void evidenceCombinesAsIndependentAndInAnyOrder() {
        AttackEvidence a = new AttackEvidence("A", Severity.MEDIUM, 0.5, 10 * SECOND);
        AttackEvidence b = new AttackEvidence("B", Severity.HIGH, 1, 10 * SECOND);
        AttackEvidence late = new AttackEvidence("A", Severity.HIGH, 1, 10 * SECOND - 60 * SECOND);
        Qsecbit first = Qsecbit.create();
        Qsecbit second = Qsecbit.create();
        List.of(a, b, late).forEach(e -> first.record(e, 10 * SECOND));
        List.of(late, b, a).forEach(e -> second.record(e, 10 * SECOND));
        double expected = 1 - (1 - 0.15) * (1 - 0.6) * Math.sqrt(1 - 0.6);
        assertThat(first.score(10 * SECOND).terms().pAttack().raw()).isCloseTo(expected, within(1e-12));
        assertThat(second.score(10 * SECOND).terms().pAttack().raw()).isCloseTo(expected, within(1e-12));
    }

    @Test
    void energyCountsOnlyWhenThereIsAReading() {
        Qsecbit qsecbit = Qsecbit.create();
        for (int i = 0; i < 150; i++) {
            qsecbit.observe(new HostReading(0.1, 0.2, 0, 0, OptionalDouble.of(10 + i % 2)));
            qsecbit.score(i * SECOND);
        }
        qsecbit.observe(new HostReading(0.1, 0.2, 0, 0, OptionalDouble.of(30)));
        Term energy = qsecbit.score(151 * SECOND).terms().energyAnomaly();
        assertThat(energy.raw()).isEqualTo(1);
        assertThat(energy.weight()).isEqualTo(0.15);
        qsecbit.observe(HostReading.of(0.1, 0.2, 0, 0));
        Term none = qsecbit.score(152 * SECOND).terms().energyAnomaly();
        assertThat(none.raw()).isZero();
        assertThat(none.weight()).isZero();
    }

    @Test
    void theNumberOfAttackClassesIsBounded() {
        AttackHistory history = new AttackHistory();
        for (int i = 0; i < 10_000; i++) {
            history.record(new AttackEvidence("class-" + i, Severity.HIGH, 0.5, 0), 0);
        }
        // The classes, the one for the rest, and "none".
        assertThat(history.distribution()).hasSize(AttackHistory.CLASSES_MAX + 1);
        double sum = history.distribution().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        assertThat(sum).isCloseTo(1, within(1e-9));
    }

    @Property(tries = 200)
    void anyInputGivesAScoreAndTheSameInputTheSameScore(
            @ForAll long seed, @ForAll @DoubleRange(max = 1) double confidence) {
        assertThat(run(seed, confidence)).isEqualTo(run(seed, confidence));
    }

    private static List<String> run(long seed, double confidence) {
        SplittableRandom random = new SplittableRandom(seed);
        Qsecbit qsecbit = Qsecbit.create();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            long now = random.nextLong(-1000 * SECOND, 1000 * SECOND);
            if (random.nextInt(3) > 0) {
                qsecbit.observe(
                        HostReading.of(random.nextInt(2), random.nextDouble(), random.nextInt(2), random.nextDouble()));
            } else {
                Severity severity = Severity.ofCode(random.nextInt(5));
                qsecbit.record(new AttackEvidence("c" + random.nextInt(9), severity, confidence, now), now);
            }
            Score score = qsecbit.score(now);
            assertThat(score.value()).isBetween(0.0, 1.0);
            lines.add(score.explain());
        }
        return lines;
    }

    private static Qsecbit learnt(int readings) {
        Qsecbit qsecbit = Qsecbit.create();
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < readings; i++) {
            qsecbit.observe(quiet(random));
            qsecbit.score(i * SECOND);
        }
        return qsecbit;
    }

    private static HostReading quiet(SplittableRandom random) {
        return HostReading.of(
                0.05 + 0.1 * random.nextDouble(),
                0.30 + 0.02 * random.nextDouble(),
                0.02 + 0.05 * random.nextDouble(),
                0.01 + 0.05 * random.nextDouble());
    }
}
