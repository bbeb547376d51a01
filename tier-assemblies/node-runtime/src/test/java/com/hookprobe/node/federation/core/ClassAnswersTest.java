package com.hookprobe.node.federation.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.Measure;
import com.hookprobe.qsecbit.federation.core.RefusalReason;
import com.hookprobe.qsecbit.federation.core.SiteEffect;
import com.hookprobe.qsecbit.federation.core.alert.HostClass;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClassAnswersTest {
    private static final IndicatorValue FIRST = HostClass.END_SYSTEM.alert("first");
    private static final IndicatorValue SECOND = HostClass.END_SYSTEM.alert("second");
    private static final Cidr ATTACKER = Cidr.parse("203.0.113.9").orElseThrow();
    private static final Cidr OTHER = Cidr.parse("198.51.100.9").orElseThrow();

    private static final Bytes32 ID = new Bytes32(0, 0, 7, 1);

    private final ClassAnswers answers = new ClassAnswers();

    private static MeshHolds.Source source(int correlator) {
        byte[] id = new byte[32];
        Arrays.fill(id, (byte) correlator);
        return new MeshHolds.Source(
                NodeId.of(id), new TagKey(IndicatorType.ALERT_CLASS, 1, new Bytes32(0, 0, 0, correlator)));
    }

    private static MeshHolds.Hold hold(int correlator, Measure measure, long endsMicros) {
        return new MeshHolds.Hold(source(correlator), measure, endsMicros, "decision " + correlator, 3);
    }

    private Optional<Measure> measure(Cidr address, long nowMicros) {
        return answers.strongest(address, nowMicros).map(MeshHolds.Hold::measure);
    }

    @Test
    void anAnswerIsNeverStrongerOrLongerThanWhatIsHeldOfItsClass() {
        answers.put(ATTACKER, FIRST, hold(1, Measure.BLOCK, 900));
        answers.put(OTHER, FIRST, hold(1, Measure.RATE_LIMIT, 300));
        answers.put(OTHER, SECOND, hold(2, Measure.BLOCK, 200));
        assertThat(answers.changed(FIRST, Optional.of(hold(3, Measure.RATE_LIMIT, 600))))
                .containsExactlyInAnyOrder(ATTACKER, OTHER);
        assertThat(answers.get(ATTACKER, FIRST)).contains(hold(3, Measure.RATE_LIMIT, 600));
        assertThat(answers.get(OTHER, FIRST)).contains(hold(3, Measure.RATE_LIMIT, 300));
        assertThat(answers.changed(FIRST, Optional.of(hold(3, Measure.BLOCK, 9_000))))
                .hasSize(2);
        assertThat(measure(ATTACKER, 0))
                .as("only a new alert makes it stronger")
                .contains(Measure.RATE_LIMIT);
        assertThat(measure(OTHER, 0)).as("the other class").contains(Measure.BLOCK);
        answers.changed(FIRST, Optional.empty());
        assertThat(measure(ATTACKER, 0)).isEmpty();
        assertThat(answers.changed(FIRST, Optional.empty())).isEmpty();
        assertThat(answers.size()).isEqualTo(1);
    }

    @Test
    void whatHasEndedIsNamedAndForgotten() {
        answers.put(ATTACKER, FIRST, hold(1, Measure.BLOCK, 500));
        answers.put(ATTACKER, SECOND, hold(2, Measure.RATE_LIMIT, 900));
        answers.recall(OTHER, hold(3, Measure.BLOCK, 700));
        assertThat(answers.expire(499)).isEmpty();
        assertThat(measure(ATTACKER, 500)).contains(Measure.RATE_LIMIT);
        assertThat(answers.expire(500)).containsExactly(ATTACKER);
        assertThat(answers.expire(900)).containsExactlyInAnyOrder(ATTACKER, OTHER);
        assertThat(answers.size()).isZero();
        assertThat(answers.changed(FIRST, Optional.empty())).isEmpty();
    }

    /** After a restart a correlator tells again of what is in force, or cancels what this site still enforces. */
    @Test
    void whatWasInForceBeforeARestartEndsWithItsClass() {
        answers.recall(ATTACKER, hold(1, Measure.BLOCK, 500));
        answers.recall(OTHER, hold(1, Measure.BLOCK, 500));
        assertThat(measure(ATTACKER, 0)).contains(Measure.BLOCK);
        assertThat(answers.cancelled(source(2))).isEmpty();
        assertThat(answers.decided(
                        source(1), ID.hex(), List.of(new SiteEffect.Apply(Measure.BLOCK, FIRST, 9, 900, ID))))
                .isEmpty();
        assertThat(answers.get(ATTACKER, FIRST)).isPresent();
        assertThat(answers.changed(FIRST, Optional.empty())).containsExactlyInAnyOrder(ATTACKER, OTHER);
        answers.recall(ATTACKER, hold(1, Measure.BLOCK, 500));
        assertThat(answers.cancelled(source(1))).containsExactly(ATTACKER);
        assertThat(answers.size()).isZero();
        // federation 8.6: what enforces nothing here takes the place of the one before; what the filter has not taken
        // note of does not.
        answers.recall(ATTACKER, hold(1, Measure.BLOCK, 500));
        assertThat(answers.decided(source(1), ID.hex(), List.of(new SiteEffect.Refused(RefusalReason.UNKNOWN_EPOCH))))
                .isEmpty();
        assertThat(answers.decided(source(1), ID.hex(), List.of(new SiteEffect.Watch(FIRST, 9, 900, ID))))
                .containsExactly(ATTACKER);
        assertThat(answers.size()).isZero();
    }

    @Test
    void aPersonTakesBackWithAllThatItWasFor() {
        answers.put(ATTACKER, FIRST, hold(1, Measure.BLOCK, 500));
        answers.put(ATTACKER, SECOND, hold(2, Measure.BLOCK, 500));
        answers.put(OTHER, FIRST, hold(1, Measure.BLOCK, 500));
        answers.recall(ATTACKER, hold(3, Measure.BLOCK, 500));
        ClassAnswers.Grounds grounds =
                answers.forget(Cidr.parse("203.0.113.0/24").orElseThrow());
        assertThat(grounds.classes()).containsExactlyInAnyOrder(FIRST, SECOND);
        assertThat(grounds.sources()).containsExactly(source(3));
        assertThat(measure(ATTACKER, 0)).isEmpty();
        assertThat(measure(OTHER, 0)).contains(Measure.BLOCK);
    }

    @Test
    void memoryIsBounded() {
        for (int i = 0; i < ClassAnswers.ADDRESSES_MAX; i++) {
            assertThat(answers.put(Cidr.of(IpAddress.v4(i + 1)), FIRST, hold(1, Measure.BLOCK, 500)))
                    .isTrue();
        }
        assertThat(answers.put(ATTACKER, FIRST, hold(1, Measure.BLOCK, 500))).isFalse();
        answers.recall(ATTACKER, hold(1, Measure.BLOCK, 500));
        assertThat(answers.put(Cidr.of(IpAddress.v4(1)), SECOND, hold(1, Measure.BLOCK, 500)))
                .as("of an address that is there")
                .isTrue();
        assertThat(answers.size()).isEqualTo(ClassAnswers.ADDRESSES_MAX);
    }
}
