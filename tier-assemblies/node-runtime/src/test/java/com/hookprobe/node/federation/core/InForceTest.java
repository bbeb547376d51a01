package com.hookprobe.node.federation.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.DeviceKey;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelDraft;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InForceTest {
    private static final long NOW = 1_790_000_000_000_000L;
    private static final long SECOND = 1_000_000L;
    private static final DeviceKey KEY = DeviceKey.fromSeed(new byte[32]);
    private static final GroupKeys GROUP = GroupKeys.derive(new byte[32], 1);

    private final InForce inForce = new InForce(4);
    private long position;

    private static MeshDecision decision(int attacker, long sequence, int ttlSeconds, long at) {
        IndicatorValue value = IndicatorValue.ip(IpAddress.v4(0xcb007100 + attacker));
        TagKey key = new TagKey(value.type(), 1, GROUP.tag(value));
        DecisionDraft draft = new DecisionDraft(
                key,
                1,
                DecisionLevel.BLOCK,
                ttlSeconds,
                3,
                3,
                at,
                List.of(new Bytes32(0, 0, 0, sequence)),
                List.of(GROUP.seal(value, new Random(1))));
        return MeshDecision.sign(draft, sequence, at, List.of(at), KEY::sign);
    }

    private static MeshCancel cancel(MeshDecision of, long sequence, long at) {
        CancelDraft draft = new CancelDraft(of.key(), of.id(), CancelReason.RETRACTED, List.of());
        return MeshCancel.sign(draft, sequence, at, KEY::sign);
    }

    private void decided(MeshDecision decision, long at) {
        inForce.decided(decision, new byte[] {1}, ++position, at);
    }

    private List<Long> all() {
        List<Long> positions = new ArrayList<>();
        Optional<InForce.Entry> next = inForce.after(0);
        while (next.isPresent()) {
            positions.add(next.get().position());
            next = inForce.after(next.get().position());
        }
        return positions;
    }

    /** What is renewed, or sent again with values of others, has the id of before. */
    @Test
    void aDecisionIsToldWithItsEndAndItsValues() {
        MeshDecision first = decision(1, 1, 600, NOW);
        assertThat(inForce.tells(first.draft(), first.endsMicros(), NOW)).isFalse();
        decided(first, NOW);
        assertThat(inForce.tells(first.draft(), first.endsMicros(), NOW)).isTrue();
        assertThat(inForce.tells(first.draft(), first.endsMicros() + SECOND, NOW))
                .as("sent again, seconds are whole")
                .isTrue();
        assertThat(inForce.tells(first.draft(), first.endsMicros() + 400 * SECOND, NOW))
                .as("renewed, and not told")
                .isFalse();
        DecisionDraft draft = first.draft();
        IndicatorValue value = IndicatorValue.ip(IpAddress.v4(0xcb007101));
        DecisionDraft more = new DecisionDraft(
                draft.key(),
                1,
                draft.level(),
                600,
                3,
                3,
                NOW,
                draft.reports(),
                List.of(GROUP.seal(value, new Random(2))));
        assertThat(more.id()).isEqualTo(draft.id());
        assertThat(inForce.tells(more, first.endsMicros(), NOW)).isFalse();
        inForce.cancelled(cancel(first, 2, NOW), ++position, NOW);
        assertThat(inForce.tells(draft, first.endsMicros(), NOW)).isFalse();
    }

    @Test
    void theLastWordOnEachTagUntilItEnds() {
        decided(decision(1, 1, 600, NOW), NOW);
        decided(decision(2, 2, 60, NOW), NOW);
        decided(decision(1, 3, 3_600, NOW), NOW);
        assertThat(all()).containsExactly(2L, 3L);
        assertThat(inForce.after(2).orElseThrow().message()).isInstanceOf(MeshMessage.Decision.class);
        inForce.expire(NOW + 60 * SECOND);
        assertThat(all()).containsExactly(3L);
        inForce.expire(NOW + 3_600 * SECOND);
        assertThat(inForce.size()).isZero();
    }

    /** A site may still hold the longer decision that a shorter one has followed. */
    @Test
    void aCancelMattersUntilEverythingBeforeItHasEnded() {
        MeshDecision longer = decision(1, 1, 3_600, NOW);
        decided(longer, NOW);
        MeshDecision shorter = decision(1, 2, 60, NOW);
        decided(shorter, NOW);
        inForce.cancelled(cancel(shorter, 3, NOW), ++position, NOW);
        inForce.expire(NOW + 3_599 * SECOND);
        assertThat(inForce.after(0).orElseThrow().message()).isInstanceOf(MeshMessage.Cancel.class);
        inForce.expire(NOW + 3_600 * SECOND);
        assertThat(inForce.size()).isZero();
    }

    @Test
    void aDecisionThatFoundItsWitnessesLateDoesNotTakeThePlaceOfItsCancel() {
        MeshDecision first = decision(1, 1, 600, NOW);
        decided(first, NOW);
        MeshDecision late = decision(1, 2, 3_600, NOW);
        inForce.cancelled(cancel(late, 3, NOW), ++position, NOW);
        decided(late, NOW);
        assertThat(inForce.after(0).orElseThrow().message()).isInstanceOf(MeshMessage.Cancel.class);
    }

    @Test
    void aCancelOfWhatWasNeverSentIsNotKept() {
        inForce.cancelled(cancel(decision(1, 1, 600, NOW), 2, NOW), ++position, NOW);
        assertThat(inForce.size()).isZero();
    }

    @Test
    void whenItIsFullWhatEndsFirstGoes() {
        for (int i = 0; i < 5; i++) {
            decided(decision(i, i + 1, 600 - 10 * i, NOW), NOW);
        }
        assertThat(all())
                .as("the one before the last ended first when the fifth came")
                .containsExactly(1L, 2L, 3L, 5L);
    }

    @Test
    void hopsAreLeftOut() {
        decided(decision(1, 1, 600, NOW), NOW);
        MeshMessage.Decision kept =
                (MeshMessage.Decision) inForce.after(0).orElseThrow().message();
        assertThat(kept.hopMicros()).isEmpty();
        assertThat(kept.proof()).containsExactly(1);
    }

    /** What was handed out to be stored makes the same again, whenever it is read. */
    @Test
    void whatWasStoredIsTheSameAfterARestart() throws Exception {
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            InForce before = new InForce(4);
            List<InForce.Kept> stored = new ArrayList<>();
            MeshDecision[] last = new MeshDecision[6];
            long now = NOW;
            for (int step = 1; step <= 40; step++) {
                now += random.nextInt(120) * SECOND;
                int attacker = random.nextInt(last.length);
                if (last[attacker] == null || random.nextInt(3) > 0) {
                    last[attacker] = decision(attacker, step, 60 + random.nextInt(600), now);
                    before.decided(last[attacker], new byte[] {1}, step, now).ifPresent(stored::add);
                } else {
                    before.cancelled(cancel(last[attacker], step, now), step, now)
                            .ifPresent(stored::add);
                }
                InForce after = new InForce(4);
                for (InForce.Kept kept : stored) {
                    after.recall(kept, now);
                }
                List<Long> expected = positions(before.all(now));
                // What was pushed out to make room may be back when what took its place has ended.
                assertThat(positions(after.all(now)))
                        .as("seed %s step %s", seed, step)
                        .containsAll(expected);
                if (step == 20) {
                    stored = new ArrayList<>(before.all(now));
                }
            }
        }
    }

    private static List<Long> positions(List<InForce.Kept> all) {
        return all.stream()
                .map(kept -> kept.message() instanceof MeshMessage.Decision decision
                        ? decision.position()
                        : ((MeshMessage.Cancel) kept.message()).position())
                .toList();
    }
}
