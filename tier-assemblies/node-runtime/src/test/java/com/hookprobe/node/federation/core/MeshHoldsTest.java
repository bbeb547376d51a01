package com.hookprobe.node.federation.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.Measure;
import com.hookprobe.qsecbit.metric.Cidr;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class MeshHoldsTest {
    private static final NodeId MSSP = NodeId.of(filled(1));
    private static final NodeId NEXUS = NodeId.of(filled(2));
    private static final Cidr ATTACKER = Cidr.parse("203.0.113.9").orElseThrow();

    private final MeshHolds holds = new MeshHolds();

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static MeshHolds.Source source(NodeId correlator, int epoch) {
        return new MeshHolds.Source(correlator, new TagKey(IndicatorType.IP4, epoch, new Bytes32(0, 0, 0, epoch)));
    }

    private static MeshHolds.Hold hold(MeshHolds.Source source, Measure measure, long ends) {
        return new MeshHolds.Hold(source, measure, ends, "d" + ends, 3);
    }

    @Test
    void theStrongerHoldsAndACancelLiftsItsOwnOnly() {
        holds.put(ATTACKER, hold(source(NEXUS, 1), Measure.RATE_LIMIT, 900), 0);
        holds.put(ATTACKER, hold(source(MSSP, 1), Measure.BLOCK, 500), 0);
        assertThat(holds.strongest(ATTACKER, 0).orElseThrow().measure()).isEqualTo(Measure.BLOCK);
        assertThat(holds.remove(source(MSSP, 1))).contains(ATTACKER);
        assertThat(holds.strongest(ATTACKER, 0).orElseThrow().measure()).isEqualTo(Measure.RATE_LIMIT);
        assertThat(holds.remove(source(MSSP, 1))).isEmpty();
        assertThat(holds.remove(source(NEXUS, 1))).contains(ATTACKER);
        assertThat(holds.strongest(ATTACKER, 0)).isEmpty();
        assertThat(holds.size()).isZero();
    }

    /** federation P3: one that reports under the next key and takes it back must not lift what others made under this one. */
    @Test
    void aCancelUnderOneTagLeavesWhatIsHeldUnderAnother() {
        holds.put(ATTACKER, hold(source(MSSP, 1), Measure.BLOCK, 500), 0);
        assertThat(holds.remove(source(MSSP, 2))).isEmpty();
        assertThat(holds.strongest(ATTACKER, 0)).isPresent();
    }

    /** federation 8.6: or a ban would outlast the report that it needed. */
    @Test
    void aWeakerDecisionTakesThePlaceOfTheOneBeforeAboutItsTag() {
        assertThat(holds.put(ATTACKER, hold(source(MSSP, 1), Measure.RATE_LIMIT, 900), 0))
                .isFalse();
        assertThat(holds.put(ATTACKER, hold(source(MSSP, 1), Measure.BLOCK, 500), 0))
                .as("stronger")
                .isFalse();
        assertThat(holds.put(ATTACKER, hold(source(MSSP, 1), Measure.BLOCK, 300), 0))
                .as("sooner")
                .isTrue();
        assertThat(holds.put(ATTACKER, hold(source(MSSP, 1), Measure.RATE_LIMIT, 800), 0))
                .as("weaker")
                .isTrue();
        assertThat(holds.strongest(ATTACKER, 0)).contains(hold(source(MSSP, 1), Measure.RATE_LIMIT, 800));
        assertThat(holds.put(ATTACKER, hold(source(MSSP, 1), Measure.RATE_LIMIT, 801), 800))
                .as("after its end")
                .isFalse();
    }

    @Test
    void whatACorrelatorHoldsOfAValueIsLiftedByDecisionOrAltogether() {
        holds.put(ATTACKER, hold(source(MSSP, 1), Measure.BLOCK, 500), 0);
        holds.put(ATTACKER, hold(source(MSSP, 2), Measure.BLOCK, 600), 0);
        holds.put(ATTACKER, hold(source(NEXUS, 1), Measure.BLOCK, 400), 0);
        assertThat(holds.remove(MSSP, ATTACKER, Optional.of("d400")))
                .as("the other's")
                .isFalse();
        assertThat(holds.remove(MSSP, ATTACKER, Optional.of("d600"))).isTrue();
        assertThat(holds.strongest(ATTACKER, 0)).contains(hold(source(MSSP, 1), Measure.BLOCK, 500));
        assertThat(holds.remove(MSSP, ATTACKER, Optional.empty())).isTrue();
        assertThat(holds.strongest(ATTACKER, 0)).contains(hold(source(NEXUS, 1), Measure.BLOCK, 400));
        assertThat(holds.remove(MSSP, ATTACKER, Optional.empty())).isFalse();
    }

    @Test
    void tagsInsideAPrefixThatIsAllowed() {
        holds.put(ATTACKER, hold(source(MSSP, 1), Measure.BLOCK, 500), 0);
        holds.put(Cidr.parse("203.0.114.1").orElseThrow(), hold(source(MSSP, 2), Measure.BLOCK, 500), 0);
        assertThat(holds.tagsInside(Cidr.parse("203.0.113.0/24").orElseThrow(), 0))
                .containsExactly(source(MSSP, 1).key());
        assertThat(holds.tagsInside(Cidr.parse("203.0.113.9").orElseThrow(), 500))
                .isEmpty();
    }

    /** Against a plain map of what each source holds. */
    @Test
    void agreesWithAModelUnderAnySchedule() {
        for (long seed = 0; seed < 1_000; seed++) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            MeshHolds tested = new MeshHolds();
            Map<MeshHolds.Source, MeshHolds.Hold> model = new HashMap<>();
            for (long now = 0; now < 60; now++) {
                MeshHolds.Source source = source(random.nextBoolean() ? MSSP : NEXUS, 1 + random.nextInt(2));
                if (random.nextInt(3) == 0) {
                    model.remove(source);
                    tested.remove(source);
                } else if (!model.containsKey(source)) {
                    Measure measure = random.nextBoolean() ? Measure.BLOCK : Measure.RATE_LIMIT;
                    MeshHolds.Hold fresh = hold(source, measure, now + 1 + random.nextInt(20));
                    model.put(source, fresh);
                    tested.put(ATTACKER, fresh, now);
                }
                if (random.nextInt(5) == 0) {
                    tested.expire(now);
                }
                long at = now;
                model.values().removeIf(hold -> hold.endsMicros() <= at);
                Optional<Measure> expected =
                        model.values().stream().map(MeshHolds.Hold::measure).max(Measure::compareTo);
                assertThat(tested.strongest(ATTACKER, now).map(MeshHolds.Hold::measure))
                        .as("seed %s at %s", seed, now)
                        .isEqualTo(expected);
            }
        }
    }
}
