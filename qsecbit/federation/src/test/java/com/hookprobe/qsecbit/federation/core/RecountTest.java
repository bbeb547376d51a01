package com.hookprobe.qsecbit.federation.core;

import static com.hookprobe.qsecbit.federation.Samples.MINUTE;
import static com.hookprobe.qsecbit.federation.Samples.NOW;
import static com.hookprobe.qsecbit.federation.Samples.id;
import static com.hookprobe.qsecbit.federation.Samples.ip;
import static com.hookprobe.qsecbit.federation.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** FEDERATION 1: who counts a decision's reports again comes to the level that the correlator came to. */
class RecountTest {
    private static final CorrelatorConfig CONFIG = CorrelatorConfig.standard();
    private static final int OWNERS = 13;

    private static Recount.Part part(long node, Severity severity, long seenMicros, double trust, int ageDays) {
        return new Recount.Part(
                report(ip("203.0.113.7"), severity, seenMicros, node), Reporter.of(id(node), trust, ageDays));
    }

    private static Recount.Part sure(long node) {
        return part(node, Severity.HIGH, NOW, 1, 100);
    }

    private static Optional<DecisionLevel> level(Recount.Part... parts) {
        return Recount.level(List.of(parts), CONFIG, OWNERS, NOW);
    }

    @Test
    void levelsRiseWithTheOwners() {
        assertThat(level()).isEmpty();
        assertThat(level(sure(1))).contains(DecisionLevel.WATCH);
        assertThat(level(sure(1), sure(2))).contains(DecisionLevel.RATE_LIMIT);
        assertThat(level(sure(1), sure(2), sure(3))).contains(DecisionLevel.BLOCK);
        assertThat(level(sure(1), sure(2), sure(3), sure(4), sure(5))).contains(DecisionLevel.BLOCK_LONG);
    }

    @Test
    void whatDoesNotCountAtTheCorrelatorDoesNotCountHere() {
        assertThat(level(sure(1), sure(1), sure(1))).as("one owner").contains(DecisionLevel.WATCH);
        assertThat(level(part(1, Severity.HIGH, NOW, 0.49, 100))).as("trust").isEmpty();
        assertThat(level(part(1, Severity.LOW, NOW, 1, 100))).as("severity").isEmpty();
        assertThat(level(part(1, Severity.HIGH, NOW, 1, 6))).as("young").isEmpty();
        assertThat(level(part(1, Severity.HIGH, NOW - 1440 * MINUTE, 1, 100)))
                .as("over")
                .isEmpty();
        assertThat(level(part(1, Severity.HIGH, NOW - 1439 * MINUTE, 1, 100))).isPresent();
        assertThat(level(part(1, Severity.HIGH, NOW + 11 * MINUTE, 1, 100)))
                .as("future")
                .isEmpty();
        assertThat(level(part(1, Severity.HIGH, NOW + 10 * MINUTE, 1, 100))).isPresent();
    }

    @Test
    void theReportsThatACorrelatorNamesReachItsLevel() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Correlator correlator = new Correlator(CONFIG, OWNERS);
            Map<Bytes32, Recount.Part> known = new HashMap<>();
            for (int i = 0; i < 12; i++) {
                long node = 1 + random.nextInt(OWNERS);
                Severity severity = Severity.values()[random.nextInt(Severity.values().length)];
                double trust = random.nextInt(3) == 0 ? random.nextDouble() : 1;
                AttackSignature report = report(ip("203.0.113.7"), severity, NOW - i * MINUTE, node);
                Reporter reporter = Reporter.of(id(node), trust, random.nextInt(3) == 0 ? 1 : 100);
                known.put(report.reportId(id(node)), new Recount.Part(report, reporter));
                for (CorrelatorEffect effect : correlator.report(report, reporter, NOW)) {
                    if (effect instanceof CorrelatorEffect.Broadcast broadcast) {
                        check(seed, broadcast.draft(), known);
                    }
                }
            }
        }
    }

    private static void check(int seed, DecisionDraft draft, Map<Bytes32, Recount.Part> known) {
        List<Recount.Part> named = new ArrayList<>();
        draft.reports().forEach(name -> named.add(known.get(name)));
        assertThat(Recount.level(named, CONFIG, OWNERS, NOW))
                .as("seed %d", seed)
                .hasValueSatisfying(
                        level -> assertThat(level.atLeast(draft.level())).isTrue());
        assertThat(Recount.level(List.of(), CONFIG, OWNERS, NOW))
                .as("seed %d, without reports", seed)
                .isEmpty();
    }
}
