package com.hookprobe.node.federation.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelDraft;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorType;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.KeyRing;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.Relation;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.Measure;
import com.hookprobe.qsecbit.federation.core.RefusalReason;
import com.hookprobe.qsecbit.federation.core.SiteEffect;
import com.hookprobe.qsecbit.federation.core.SiteFilter;
import com.hookprobe.qsecbit.federation.core.alert.HostClass;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MeshHoldsTest {
    private static final NodeId MSSP = NodeId.of(filled(1));
    private static final NodeId NEXUS = NodeId.of(filled(2));
    private static final Cidr ATTACKER = Cidr.parse("203.0.113.9").orElseThrow();
    private static final IndicatorValue WHO = IndicatorValue.ip(ATTACKER.address());
    private static final long SECOND = 1_000_000;

    private final MeshHolds holds = new MeshHolds();

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static MeshHolds.Source source(NodeId correlator, int epoch) {
        return new MeshHolds.Source(correlator, new TagKey(IndicatorType.IP4, epoch, new Bytes32(0, 0, 0, epoch)));
    }

    private static Bytes32 id(int decision) {
        return new Bytes32(0, 0, 7, decision);
    }

    private static SiteEffect apply(int decision, Measure measure, long ttlMicros) {
        return new SiteEffect.Apply(measure, WHO, 9, ttlMicros, id(decision));
    }

    private Set<IndicatorValue> decided(MeshHolds.Source source, int decision, SiteEffect... effects) {
        return holds.decided(source, id(decision).hex(), 3, List.of(effects), 0);
    }

    private Optional<Measure> measure(long nowMicros) {
        return holds.strongest(WHO, nowMicros).map(MeshHolds.Hold::measure);
    }

    private static SiteEffect nothingToLift() {
        return new SiteEffect.Refused(RefusalReason.NOTHING_TO_LIFT);
    }

    @Test
    void theStrongerHoldsAndACancelLiftsItsOwnOnly() {
        decided(source(NEXUS, 1), 1, apply(1, Measure.RATE_LIMIT, 900));
        decided(source(MSSP, 1), 2, apply(2, Measure.BLOCK, 500));
        assertThat(measure(0)).contains(Measure.BLOCK);
        assertThat(holds.cancelled(source(MSSP, 1), CancelReason.OPERATOR, List.of(nothingToLift())))
                .containsExactly(WHO);
        assertThat(measure(0)).contains(Measure.RATE_LIMIT);
        assertThat(holds.cancelled(source(MSSP, 1), CancelReason.OPERATOR, List.of()))
                .isEmpty();
        assertThat(holds.cancelled(source(NEXUS, 1), CancelReason.VETOED, List.of()))
                .containsExactly(WHO);
        assertThat(measure(0)).isEmpty();
        assertThat(holds.size()).isZero();
    }

    /** federation P3: one that reports under the next key and takes it back must not lift what others made under this one. */
    @Test
    void whatIsTakenBackUnderOneTagHoldsUnderAnotherAndWhatIsPardonedDoesNot() {
        for (CancelReason reason : CancelReason.values()) {
            decided(source(MSSP, 1), 1, apply(1, Measure.BLOCK, 500));
            decided(source(MSSP, 2), 2, apply(2, Measure.BLOCK, 600));
            holds.cancelled(source(MSSP, 2), reason, List.of());
            boolean aboutTheValue = reason == CancelReason.VETOED || reason == CancelReason.OPERATOR;
            assertThat(measure(0))
                    .as("%s", reason)
                    .isEqualTo(aboutTheValue ? Optional.empty() : Optional.of(Measure.BLOCK));
        }
    }

    /** federation 8.6: or a ban would outlast the reports that it needed. */
    @Test
    void aWeakerWordTakesThePlaceOfTheOneBeforeAboutItsTag() {
        decided(source(MSSP, 1), 1, apply(1, Measure.BLOCK, 500));
        assertThat(decided(source(MSSP, 1), 2, apply(2, Measure.RATE_LIMIT, 900)))
                .containsExactly(WHO);
        assertThat(measure(0)).contains(Measure.RATE_LIMIT);
        SiteEffect watch = new SiteEffect.Watch(WHO, 9, 900, id(3));
        assertThat(decided(source(MSSP, 1), 3, watch)).as("nor nothing").containsExactly(WHO);
        assertThat(measure(0)).isEmpty();
    }

    /** After a restart the filter has forgotten what this site enforces, and says nothing of lifting it. */
    @Test
    void onlyWhatTheFilterHasTakenNoteOfEndsWhatIsHeld() {
        for (RefusalReason reason : RefusalReason.values()) {
            decided(source(MSSP, 1), 1, apply(1, Measure.BLOCK, 500));
            decided(source(MSSP, 1), 2, new SiteEffect.Refused(reason));
            boolean noted = EnumSet.of(RefusalReason.ALLOWLISTED, RefusalReason.GOOD_RELATION)
                    .contains(reason);
            assertThat(measure(0)).as("%s", reason).isEqualTo(noted ? Optional.empty() : Optional.of(Measure.BLOCK));
        }
    }

    /** federation 12.4: the strongest that holds is enforced, also when a stronger one has ended by itself. */
    @Test
    void whatIsLeftWhenTheStrongestEndsIsNamed() {
        decided(source(NEXUS, 1), 1, apply(1, Measure.BLOCK, 500));
        decided(source(MSSP, 1), 2, apply(2, Measure.RATE_LIMIT, 900));
        assertThat(holds.expire(499)).isEmpty();
        assertThat(holds.expire(500)).containsExactly(WHO);
        assertThat(measure(500)).contains(Measure.RATE_LIMIT);
        assertThat(holds.expire(900)).containsExactly(WHO);
        assertThat(holds.size()).isZero();
    }

    @Test
    void tagsInsideAPrefixThatIsAllowed() {
        decided(source(MSSP, 1), 1, apply(1, Measure.BLOCK, 500));
        Cidr other = Cidr.parse("203.0.114.1").orElseThrow();
        holds.recall(
                IndicatorValue.prefix(other), new MeshHolds.Hold(source(MSSP, 2), Measure.BLOCK, 500, "recalled", 3));
        assertThat(holds.tagsInside(Cidr.parse("203.0.113.0/24").orElseThrow(), 0))
                .containsExactly(source(MSSP, 1).key());
        assertThat(holds.tagsInside(Cidr.parse("203.0.113.9").orElseThrow(), 500))
                .isEmpty();
        IndicatorValue alert = HostClass.END_SYSTEM.alert("an alert");
        holds.recall(alert, new MeshHolds.Hold(source(MSSP, 3), Measure.BLOCK, 500, "recalled", 3));
        assertThat(holds.tagsInside(Cidr.parse("0.0.0.0/0").orElseThrow(), 0)).hasSize(2);
        assertThat(holds.tags(alert, 0)).containsExactly(source(MSSP, 3).key());
        assertThat(holds.tags(alert, 500)).isEmpty();
        assertThat(holds.value(source(MSSP, 3))).contains(alert);
    }

    /** What a filter wants: what it applied and has not lifted since; of each tag the last. */
    private static final class Wanted {
        private record Set(Measure measure, long untilMicros) {}

        private final Map<Bytes32, TagKey> tags = new HashMap<>();
        private final Map<IndicatorValue, Map<TagKey, Set>> wanted = new HashMap<>();

        void carryOut(List<SiteEffect> effects, long nowMicros) {
            for (SiteEffect effect : effects) {
                if (effect instanceof SiteEffect.Lift lift) {
                    wanted.remove(lift.value());
                } else if (effect instanceof SiteEffect.Apply apply) {
                    wanted.computeIfAbsent(apply.value(), value -> new HashMap<>())
                            .put(
                                    Objects.requireNonNull(tags.get(apply.decision())),
                                    new Set(apply.measure(), nowMicros + apply.ttlMicros()));
                }
            }
        }

        Optional<Measure> measure(IndicatorValue value, long nowMicros) {
            return wanted.getOrDefault(value, Map.of()).values().stream()
                    .filter(set -> set.untilMicros() > nowMicros)
                    .map(Set::measure)
                    .max(Measure::compareTo);
        }
    }

    /** Addresses and alert classes by turns. */
    private static IndicatorValue value(int i) {
        return i % 2 == 0
                ? IndicatorValue.ip(IpAddress.v4(0xc6120000 + i))
                : HostClass.values()[i / 2].alert("the same alert");
    }

    /**
     * A real filter with little room, several values under several key epochs, decisions of all levels, cancels of all reasons, times
     * that pass: what is held is what the filter wants, of everything and at each step.
     */
    @Test
    void holdsWhatTheFilterWantsUnderAnySchedule() {
        int stepsWithSomething = 0;
        for (int seed = 0; seed < 600; seed++) {
            Random random = new Random(seed);
            SiteFilter filter = new SiteFilter((message, signature) -> true, 4);
            List<GroupKeys> epochs = new ArrayList<>();
            KeyRing ring = new KeyRing();
            for (int epoch = 1; epoch <= 3; epoch++) {
                GroupKeys keys = GroupKeys.derive(filled(epoch), epoch);
                ring.add(keys);
                epochs.add(keys);
            }
            MeshHolds tested = new MeshHolds();
            Wanted wanted = new Wanted();
            long now = 1_790_000_000L * SECOND;
            long sequence = 0;
            for (int step = 0; step < 60; step++) {
                now += random.nextInt(600) * SECOND;
                IndicatorValue value = value(random.nextInt(4));
                GroupKeys keys = epochs.get(random.nextInt(3));
                TagKey key = new TagKey(value.type(), keys.epoch(), keys.tag(value));
                MeshHolds.Source source = new MeshHolds.Source(MSSP, key);
                sequence += random.nextInt(8) == 0 ? -2 : 1 + random.nextInt(3);
                if (random.nextInt(4) == 0) {
                    CancelReason reason = CancelReason.values()[random.nextInt(CancelReason.values().length)];
                    CancelDraft draft = new CancelDraft(key, id(step), reason, List.of());
                    MeshCancel cancel = MeshCancel.sign(draft, Math.max(0, sequence), now, message -> new byte[64]);
                    List<SiteEffect> effects = filter.onCancel(cancel, now);
                    wanted.carryOut(effects, now);
                    boolean old = effects.equals(List.of(new SiteEffect.Refused(RefusalReason.REPLAYED)));
                    // Its floor tells the filter that a message is old; what is held of its tag was lifted when it was
                    // raised.
                    if (!old) {
                        tested.cancelled(source, reason, effects);
                    }
                } else {
                    DecisionLevel level = DecisionLevel.values()[random.nextInt(DecisionLevel.values().length)];
                    DecisionDraft draft = new DecisionDraft(
                            key,
                            9,
                            level,
                            600 + random.nextInt(3_000),
                            3,
                            3,
                            now,
                            List.of(id(100 * step), id(100 * step + 1)),
                            List.of(keys.seal(value, random)));
                    MeshDecision decision =
                            MeshDecision.sign(draft, Math.max(0, sequence), now, List.of(), message -> new byte[64]);
                    Relation relation = random.nextInt(3) == 0 ? Relation.WEAK : Relation.NONE;
                    boolean allowed = random.nextInt(12) == 0;
                    wanted.tags.put(decision.id(), key);
                    List<SiteEffect> effects =
                            filter.onDecision(decision, ring, any -> allowed, (any, asOf) -> relation, now);
                    wanted.carryOut(effects, now);
                    tested.decided(source, decision.id().hex(), 3, effects, now);
                }
                tested.expire(now);
                for (int i = 0; i < 4; i++) {
                    IndicatorValue each = value(i);
                    Optional<Measure> expected = wanted.measure(each, now);
                    stepsWithSomething += expected.isPresent() ? 1 : 0;
                    assertThat(tested.strongest(each, now).map(MeshHolds.Hold::measure))
                            .as("seed %d step %d value %s", seed, step, each)
                            .isEqualTo(expected);
                }
            }
        }
        assertThat(stepsWithSomething).isGreaterThan(20_000);
    }
}
