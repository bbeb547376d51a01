package com.hookprobe.qsecbit.correlation.core;

import static com.hookprobe.qsecbit.correlation.MadeInputs.MINUTE;
import static com.hookprobe.qsecbit.correlation.MadeInputs.NOW;
import static com.hookprobe.qsecbit.correlation.MadeInputs.OWNERS;
import static com.hookprobe.qsecbit.correlation.MadeInputs.configured;
import static com.hookprobe.qsecbit.correlation.MadeInputs.id;
import static com.hookprobe.qsecbit.correlation.MadeInputs.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.correlation.MadeInputs;
import com.hookprobe.qsecbit.correlation.Oracle;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** CORRELATION 2. */
class ShardTest {
    private static final Sharding ONE = new Sharding(1);

    private final Shard shard = new Shard(ONE, 0);

    private List<Output> block(long fromNode, long atMicros) {
        List<Output> outputs = new ArrayList<>();
        for (long node = fromNode; node < fromNode + 3; node++) {
            outputs.addAll(shard.take(report(1, node, atMicros, atMicros, new Random(8))));
        }
        return outputs;
    }

    @Test
    void outputsAreNumberedAndRestOnTheirInputs() throws MalformedException {
        shard.take(configured(CorrelatorConfig.standard(), OWNERS));
        List<Output> outputs = block(4, NOW);
        assertThat(outputs).extracting(Output::sequence).containsExactly(0L, 1L, 2L);
        assertThat(outputs.get(2).decision().level()).isEqualTo(DecisionLevel.BLOCK);
        assertThat(outputs.get(2).decision().decidedMicros()).isEqualTo(NOW);
        assertThat(outputs.get(2).decision().hopMicros()).containsExactly(NOW - 5, NOW);
        assertThat(outputs.get(2).decision().sequence()).isEqualTo(2);
    }

    @Test
    void everyInputTwiceChangesNothing() {
        for (long seed = 1; seed <= 20; seed++) {
            List<Input> inputs = MadeInputs.of(seed, 600);
            List<Input> doubled = new ArrayList<>();
            Random random = new Random(seed);
            for (int i = 0; i < inputs.size(); i++) {
                doubled.add(inputs.get(i));
                if (random.nextInt(3) == 0) {
                    int back = Math.max(0, i - random.nextInt(12));
                    // A retry sends everything again that was not acknowledged.
                    doubled.addAll(inputs.subList(back, i + 1));
                }
            }
            List<Output> once = Oracle.outputs(ONE, inputs).get(0);
            assertThat(once).hasSizeGreaterThan(60);
            assertThat(Oracle.outputs(ONE, doubled).get(0)).as("seed %d", seed).isEqualTo(once);
        }
    }

    @Test
    void aRestoredShardGoesOnLikeTheOneThatWentOn() throws MalformedException {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            Shard restored = new Shard(ONE, 0);
            Shard whole = new Shard(ONE, 0);
            for (Input input : MadeInputs.of(seed, 600)) {
                assertThat(restored.take(input)).as("seed %d", seed).isEqualTo(whole.take(input));
                if (random.nextInt(6) == 0) {
                    restored = Shard.restore(ONE, 0, restored.snapshot());
                }
            }
            assertThat(Arrays.equals(restored.snapshot(), whole.snapshot())).isTrue();
        }
    }

    @Test
    void statementsFromBeforeARevocationNeverCountAgain() {
        shard.take(configured(CorrelatorConfig.standard(), OWNERS));
        Input.Report report = report(1, 4, NOW, NOW + 1, new Random(1));
        assertThat(shard.take(report)).hasSize(1);
        assertThat(shard.take(new Input.Revoked(NOW + 2, id(4)))).hasSize(1);
        assertThat(shard.take(report)).isEmpty();
        Input.Report later = report(1, 4, NOW, NOW + 3, new Random(1));
        assertThat(shard.take(later)).as("reinstated").hasSize(1);
        assertThat(shard.take(new Input.Revoked(NOW + 2, id(4))))
                .as("the same revocation")
                .isEmpty();
        assertThat(shard.entries()).isEqualTo(1);
    }

    @Test
    void revocationsAreForgottenWhenNothingOlderCanCount() {
        shard.take(configured(CorrelatorConfig.standard(), OWNERS));
        int empty = shard.snapshot().length;
        shard.take(new Input.Revoked(NOW, id(4)));
        shard.take(new Input.Tick(NOW + 1450 * MINUTE));
        assertThat(shard.snapshot()).hasSize(empty + 40);
        shard.take(new Input.Tick(NOW + 1450 * MINUTE + 1));
        assertThat(shard.snapshot()).hasSize(empty);
    }

    /** CORRELATION 2.4. */
    @Test
    void aRevocationThatIsForgottenAndSentAgainTakesNothing() {
        shard.take(configured(CorrelatorConfig.standard(), OWNERS));
        shard.take(new Input.Revoked(NOW, id(4)));
        long later = NOW + 1450 * MINUTE + 1;
        shard.take(new Input.Tick(later));
        shard.take(report(1, 4, later, later, new Random(1)));
        byte[] before = shard.snapshot();
        assertThat(shard.take(new Input.Revoked(NOW, id(4)))).isEmpty();
        assertThat(shard.snapshot()).as("reinstated since").isEqualTo(before);
        assertThat(shard.take(new Input.Revoked(NOW + 1, id(4)))).hasSize(1);
    }

    @Test
    void ofManyTagsTheOrderIsThatOfTheTags() throws MalformedException {
        shard.take(configured(CorrelatorConfig.standard(), OWNERS));
        for (int value = 0; value < 40; value++) {
            shard.take(report(value, 4, NOW, NOW, new Random(1)));
        }
        List<Output> cancels = shard.take(new Input.Revoked(NOW + 1, id(4)));
        assertThat(cancels).hasSizeGreaterThan(20).extracting(Output::kind).containsOnly(Output.Kind.CANCEL);
        for (int i = 1; i < cancels.size(); i++) {
            assertThat(cancels.get(i).cancel().draft().reason()).isEqualTo(CancelReason.REVOKED);
            assertThat(cancels.get(i - 1).cancel().key().tag())
                    .isLessThan(cancels.get(i).cancel().key().tag());
        }
    }

    @Test
    void timeNeverRunsBackwards() throws MalformedException {
        shard.take(configured(CorrelatorConfig.standard(), OWNERS));
        shard.take(new Input.Tick(NOW + 100));
        List<Output> outputs = shard.take(report(1, 4, NOW, NOW + 50, new Random(1)));
        assertThat(outputs.get(0).decision().decidedMicros()).isEqualTo(NOW + 100);
    }

    @Test
    void untilItIsConfiguredItCountsNothing() {
        assertThat(block(4, NOW)).isEmpty();
        assertThat(shard.entries()).isZero();
    }

    @Test
    void anotherConfigurationHoldsForWhatComes() throws MalformedException {
        shard.take(configured(CorrelatorConfig.standard(), OWNERS));
        shard.take(report(1, 4, NOW, NOW, new Random(1)));
        shard.take(report(1, 5, NOW, NOW, new Random(1)));
        Settings two = new Settings(CorrelatorConfig.standard().withBlockOwners(2), OWNERS);
        assertThat(shard.take(new Input.Configured(NOW + 1, two))).isEmpty();
        List<Output> outputs = shard.take(report(1, 13, NOW + MINUTE, NOW + MINUTE, new Random(1)));
        assertThat(outputs.get(0).decision().level()).isEqualTo(DecisionLevel.BLOCK);
        assertThat(outputs.get(0).decision().draft().threshold()).isEqualTo(2);
        Input.Configured late = configured(CorrelatorConfig.standard().withBlockOwners(5), OWNERS);
        byte[] before = shard.snapshot();
        shard.take(late);
        assertThat(shard.snapshot()).as("one that is older than what holds").isEqualTo(before);
    }

    @Test
    void anAllowanceThatHasRunOutLiftsNothing() {
        shard.take(configured(CorrelatorConfig.standard(), OWNERS));
        Input.Report report = report(1, 4, NOW, NOW, new Random(1));
        shard.take(report);
        assertThat(shard.take(new Input.Suppressed(NOW + 5, report.message().key(), NOW + 5)))
                .isEmpty();
        assertThat(shard.take(new Input.Suppressed(NOW + 5, report.message().key(), NOW + 6)))
                .hasSize(1);
    }

    @Test
    void aShardTakesOnlyItsOwn() {
        Sharding two = new Sharding(2);
        Input.Report report = report(1, 4, NOW, NOW, new Random(1));
        int number = two.shardOf(report.message().key());
        Shard other = new Shard(two, 1 - number);
        assertThatThrownBy(() -> other.take(report)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Shard.restore(two, number, other.snapshot())).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new Sharding(3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Sharding(512)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void memoryIsSharedOut() {
        CorrelatorConfig part = new Sharding(4).part(CorrelatorConfig.standard().withEntries(4_000, 80));
        assertThat(part.entriesMax()).isEqualTo(1_000);
        assertThat(part.entriesPerOwnerMax()).isEqualTo(20);
    }
}
