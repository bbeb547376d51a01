package com.hookprobe.qsecbit.correlation.core;

import static com.hookprobe.qsecbit.correlation.MadeInputs.MINUTE;
import static com.hookprobe.qsecbit.correlation.MadeInputs.NOW;
import static com.hookprobe.qsecbit.correlation.MadeInputs.OWNERS;
import static com.hookprobe.qsecbit.correlation.MadeInputs.configured;
import static com.hookprobe.qsecbit.correlation.MadeInputs.id;
import static com.hookprobe.qsecbit.correlation.MadeInputs.report;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.correlation.MadeInputs;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.Retraction;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** CORRELATION 2.7. */
class LiveReportsTest {
    private static final Sharding ONE = new Sharding(1);

    private Shard shard = new Shard(ONE, 0);

    private static Map<TagKey, LiveTag> live(Shard shard) {
        Map<TagKey, LiveTag> live = new TreeMap<>();
        shard.live(tag -> live.put(tag.key(), tag));
        return live;
    }

    private Input.Report take(long node, long seenMicros, long nowMicros) {
        Input.Report report = report(1, node, seenMicros, nowMicros, new Random(node));
        shard.take(report);
        return report;
    }

    private List<Bytes32> names() {
        return live(shard).values().stream()
                .flatMap(tag -> tag.reports().stream())
                .map(SignedReport::name)
                .toList();
    }

    private static Bytes32 name(Input.Report report) {
        return report.message().reportId(report.source().node());
    }

    /** Whatever happened before, and wherever it was restored: what decisions name is there, as it was signed. */
    @Test
    void everyReportThatADecisionNamesIsThereWhenItIsMadeAndWhileItHolds() throws MalformedException {
        int decisions = 0;
        int most = 0;
        int again = 0;
        for (long seed = 1; seed <= 12; seed++) {
            Random random = new Random(seed);
            Map<Bytes32, SignedReport> came = new HashMap<>();
            Map<Bytes32, Long> ends = new HashMap<>();
            Map<TagKey, Bytes32> held = new HashMap<>();
            for (Input input : MadeInputs.of(seed, 600)) {
                if (input instanceof Input.Report report) {
                    came.put(name(report), new SignedReport(report.source().node(), report.message()));
                }
                List<Output> outputs = shard.take(input);
                if (random.nextInt(8) == 0) {
                    shard = Shard.restore(ONE, 0, shard.snapshot());
                }
                Map<TagKey, LiveTag> live = live(shard);
                for (Output output : outputs) {
                    if (output.kind() == Output.Kind.DECISION) {
                        MeshDecision made = output.decision();
                        long before = ends.getOrDefault(made.id(), 0L);
                        boolean holds = made.id().equals(held.put(made.key(), made.id()));
                        // One that is sent again while it holds keeps its end.
                        again += holds && before > made.endsMicros() ? 1 : 0;
                        ends.put(made.id(), holds ? Math.max(before, made.endsMicros()) : made.endsMicros());
                        LiveTag.InForce now = live.get(made.key()).inForce().orElseThrow();
                        assertThat(now.draft().id()).isEqualTo(made.id());
                        assertThat(now.endsMicros()).isEqualTo(ends.get(made.id()));
                        decisions++;
                    } else if (output.kind() == Output.Kind.CANCEL) {
                        held.remove(output.cancel().key());
                    }
                }
                for (LiveTag tag : live.values()) {
                    for (SignedReport report : tag.reports()) {
                        assertThat(report).isEqualTo(came.get(report.name()));
                    }
                    tag.inForce()
                            .ifPresent(
                                    decided -> assertThat(tag.reports().stream().map(SignedReport::name))
                                            .as("what a decision names")
                                            .containsAll(decided.draft().reports()));
                }
                int named = 0;
                for (LiveTag tag : live.values()) {
                    named += tag.inForce()
                            .map(decided -> decided.draft().reports().size())
                            .orElse(0);
                }
                assertThat(shard.reports()).isLessThanOrEqualTo(shard.entries() + named);
                most = Math.max(most, shard.reports());
            }
            shard = new Shard(ONE, 0);
        }
        assertThat(decisions).isGreaterThan(1_000);
        assertThat(again).isGreaterThan(5);
        assertThat(most).isGreaterThan(40);
    }

    @Test
    void theyGoWhenTheyCountNoMoreAndNothingThatRestsOnThemHolds() {
        shard.take(configured(CorrelatorConfig.standard(), OWNERS));
        take(4, NOW - 1439 * MINUTE, NOW);
        shard.take(new Input.Tick(NOW + MINUTE));
        assertThat(names()).as("a decision rests on it for an hour").hasSize(1);
        shard.take(new Input.Tick(NOW + 60 * MINUTE - 1));
        assertThat(names()).hasSize(1);
        int entries = shard.snapshot().length;
        shard.take(new Input.Tick(NOW + 60 * MINUTE));
        assertThat(names()).isEmpty();
        assertThat(shard.snapshot().length).isLessThan(entries);
        take(5, NOW + 60 * MINUTE, NOW + 60 * MINUTE);
        shard.take(new Input.Tick(NOW + 1499 * MINUTE));
        assertThat(names()).as("it counts for a day").hasSize(1);
        shard.take(new Input.Tick(NOW + 1500 * MINUTE));
        assertThat(names()).isEmpty();
    }

    @Test
    void ofANodeThereIsTheLatestAndTheOneThatTheDecisionNames() throws MalformedException {
        shard.take(configured(CorrelatorConfig.standard(), OWNERS));
        Input.Report first = take(4, NOW, NOW);
        for (int minute = 1; minute <= 20; minute++) {
            Input.Report later = take(4, NOW + minute * MINUTE, NOW + minute * MINUTE);
            assertThat(names()).containsExactlyInAnyOrder(name(first), name(later));
        }
        shard.take(new Input.Tick(NOW + 61 * MINUTE));
        assertThat(names()).as("the decision has ended").hasSize(1).doesNotContain(name(first));
        shard = Shard.restore(ONE, 0, shard.snapshot());
        assertThat(names()).hasSize(1);
    }

    @Test
    void whatWasTakenBackAndWhatARevokedNodeSaidIsGone() {
        shard.take(configured(CorrelatorConfig.standard(), OWNERS));
        Input.Report taken = take(4, NOW, NOW);
        shard.take(new Input.Retracted(
                NOW + 1,
                taken.source(),
                Retraction.build(taken.message().key(), name(taken), NOW + 1, message -> new byte[64])));
        assertThat(names()).isEmpty();
        take(5, NOW, NOW + 2);
        shard.take(new Input.Revoked(NOW + 3, id(5)));
        assertThat(names()).isEmpty();
    }

    /** The decision still stands on others, so what it names has still to be shown. */
    @Test
    void aDecisionThatStandsWithoutItKeepsWhatItNames() throws MalformedException {
        shard.take(configured(CorrelatorConfig.standard(), OWNERS));
        for (long node = 1; node <= 6; node++) {
            take(node, NOW, NOW);
        }
        DecisionDraft held =
                live(shard).values().iterator().next().inForce().orElseThrow().draft();
        shard.take(new Input.Revoked(NOW + 1, id(2)));
        LiveTag tag = live(shard).values().iterator().next();
        assertThat(tag.reports().stream().map(SignedReport::name))
                .containsAll(tag.inForce().orElseThrow().draft().reports());
        assertThat(held.reports()).isNotEmpty();
    }

    @Test
    void whatIsIgnoredIsNotKept() {
        shard.take(configured(CorrelatorConfig.standard(), OWNERS));
        Input.Report first = take(4, NOW, NOW);
        take(4, NOW - 5 * MINUTE, NOW + 1);
        take(5, NOW + 11 * MINUTE, NOW + 2);
        assertThat(names()).containsExactly(name(first));
    }

    /** What docs/benchmarks.md and CORRELATION 6 say of the room that snapshots take. */
    @Test
    void aStatementTakesSoMuchOfASnapshot() {
        shard.take(configured(CorrelatorConfig.standard(), OWNERS));
        int empty = shard.snapshot().length;
        for (int value = 0; value < 1_000; value++) {
            shard.take(report(value, 4, NOW, NOW, new Random(value)));
        }
        assertThat(shard.reports()).isEqualTo(1_000);
        assertThat((shard.snapshot().length - empty) / 1_000).isBetween(850, 950);
    }
}
