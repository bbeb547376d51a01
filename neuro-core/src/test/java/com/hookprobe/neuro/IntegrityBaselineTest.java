package com.hookprobe.neuro;

import static com.hookprobe.neuro.Baselines.HOUR;
import static com.hookprobe.neuro.Baselines.PATCH_DAY;
import static com.hookprobe.neuro.Baselines.around;
import static com.hookprobe.neuro.Baselines.change;
import static com.hookprobe.neuro.Baselines.ter;
import static com.hookprobe.neuro.Baselines.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.neuro.IntegrityBaseline.Standing;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** NEURO 9.4 and 9.8: which value may be shown when. */
class IntegrityBaselineTest {
    private static final IntegrityBaseline ONE = IntegrityBaseline.of(value(1));

    /** 1 becomes 2 at PATCH_DAY, with an hour for both. */
    private static final BaselineChange UPDATE = change(1, 2, PATCH_DAY, PATCH_DAY + HOUR, PATCH_DAY - HOUR);

    private static String hex(int value) {
        return HexFormat.of().formatHex(value(value));
    }

    private static Standing standing(IntegrityBaseline baseline, int value, long atMicros) {
        Ter ter = ter(value, atMicros);
        Standing standing = baseline.standing(ter.integrity(), atMicros);
        assertThat(baseline.allows(ter)).isEqualTo(standing == Standing.ALLOWED);
        return standing;
    }

    @Test
    void aPlainBaselineHasNoTimes() {
        for (long at : new long[] {0, 1, PATCH_DAY, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
            assertThat(ONE.allows(ter(1, at))).isTrue();
            assertThat(ONE.allows(ter(2, at))).isFalse();
            assertThat(IntegrityBaseline.unchecked().allows(ter(2, at))).isTrue();
            assertThat(IntegrityBaseline.of(List.of()).allows(ter(1, at))).isFalse();
        }
        assertThat(ONE.windows()).containsExactly(new BaselineWindow(hex(1), 0, IntegrityBaseline.NO_END));
        assertThat(IntegrityBaseline.of(List.of(value(1), value(1)))).isEqualTo(ONE);
    }

    @Test
    void theNumberOfValuesIsBounded() {
        List<byte[]> most = new ArrayList<>();
        for (int i = 0; i < IntegrityBaseline.VALUES_MAX; i++) {
            most.add(value(i));
        }
        most.add(value(0));
        assertThat(IntegrityBaseline.of(most).windows()).hasSize(32);
        most.add(value(32));
        assertThatThrownBy(() -> IntegrityBaseline.of(most))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("33 allowed values, expected at most 32");
    }

    @Test
    void anUpdateHoldsToTheMicrosecond() {
        IntegrityBaseline updated = ONE.apply(UPDATE);
        long end = PATCH_DAY + HOUR;
        for (long at : around(0, PATCH_DAY, end, Long.MAX_VALUE - 1)) {
            assertThat(standing(updated, 1, at))
                    .as("old at %s", at)
                    .isEqualTo(at <= end ? Standing.ALLOWED : Standing.RETIRED);
            assertThat(standing(updated, 2, at))
                    .as("new at %s", at)
                    .isEqualTo(at < PATCH_DAY ? Standing.NOT_YET_VALID : Standing.ALLOWED);
            assertThat(standing(updated, 3, at)).isEqualTo(Standing.NEVER_KNOWN);
        }
        assertThat(updated.allows(ter(2, Long.MIN_VALUE))).isTrue();
        assertThat(updated.allows(ter(1, Long.MIN_VALUE))).isFalse();
    }

    @Test
    void aWindowOfOneMicrosecondIsOne() {
        IntegrityBaseline updated = ONE.apply(change(1, 2, 100, 100, 50)).apply(change(2, 3, 100, 100, 51));
        for (long at : around(100)) {
            assertThat(updated.allows(ter(1, at))).isEqualTo(at <= 100);
            assertThat(updated.allows(ter(2, at))).isEqualTo(at == 100);
            assertThat(updated.allows(ter(3, at))).isEqualTo(at >= 100);
        }
        IntegrityBaseline fromTheStart = ONE.apply(change(1, 2, 0, 0, 0));
        assertThat(fromTheStart.allows(ter(1, 0))).isTrue();
        assertThat(fromTheStart.allows(ter(1, 1))).isFalse();
        IntegrityBaseline withoutEnd = ONE.apply(change(1, 2, 0, Long.MAX_VALUE, 0));
        assertThat(withoutEnd.allows(ter(1, Long.MAX_VALUE))).isTrue();
    }

    @Test
    void aChangeOfAnotherValueDoesNothing() {
        assertThat(ONE.apply(change(7, 8, 0, 1, 0)).windows()).isEqualTo(ONE.windows());
        assertThat(IntegrityBaseline.unchecked().apply(UPDATE)).isSameAs(IntegrityBaseline.unchecked());
        assertThat(IntegrityBaseline.of(List.of()).apply(UPDATE).windows()).isEmpty();
    }

    @Test
    void aSecondTimeIsNoTime() {
        IntegrityBaseline once = ONE.apply(UPDATE);
        assertThat(once.apply(UPDATE)).isSameAs(once);
        assertThat(once).isNotEqualTo(ONE);
    }

    /** An update, the way back within its hour, and the update once more: what was decided later counts. */
    @Test
    void aRollbackWithinTheOverlapKeepsTheOldValue() {
        BaselineChange back = change(2, 1, PATCH_DAY + 100, PATCH_DAY + 200, PATCH_DAY + 50);
        IntegrityBaseline rolledBack = ONE.apply(UPDATE).apply(back);
        for (long at : around(PATCH_DAY, PATCH_DAY + 100, PATCH_DAY + 200, PATCH_DAY + HOUR)) {
            assertThat(standing(rolledBack, 1, at)).isEqualTo(Standing.ALLOWED);
            boolean during = at >= PATCH_DAY && at <= PATCH_DAY + 200;
            assertThat(rolledBack.allows(ter(2, at))).isEqualTo(during);
        }
        assertThat(standing(rolledBack, 2, PATCH_DAY + 201)).isEqualTo(Standing.RETIRED);
        assertThat(rolledBack.apply(UPDATE)).as("the update comes again").isSameAs(rolledBack);
        assertThat(ONE.apply(back).apply(UPDATE)).isEqualTo(rolledBack);
        BaselineChange again = change(1, 2, PATCH_DAY + 2 * HOUR, PATCH_DAY + 3 * HOUR, PATCH_DAY + HOUR);
        IntegrityBaseline third = rolledBack.apply(again);
        assertThat(third.windows())
                .containsExactly(
                        new BaselineWindow(hex(1), 0, PATCH_DAY + 3 * HOUR),
                        new BaselineWindow(hex(2), PATCH_DAY, PATCH_DAY + 200),
                        new BaselineWindow(hex(2), PATCH_DAY + 2 * HOUR, IntegrityBaseline.NO_END));
        assertThat(standing(third, 2, PATCH_DAY + HOUR)).isEqualTo(Standing.RETIRED);
    }

    /** The way back is decided after the old value's end: in between only the new value was allowed. */
    @Test
    void aLateRollbackLeavesAGap() {
        long later = PATCH_DAY + 5 * HOUR;
        IntegrityBaseline back = ONE.apply(UPDATE).apply(change(2, 1, later, later + HOUR, later));
        assertThat(standing(back, 1, PATCH_DAY + HOUR)).isEqualTo(Standing.ALLOWED);
        assertThat(standing(back, 1, PATCH_DAY + HOUR + 1)).isEqualTo(Standing.RETIRED);
        assertThat(standing(back, 1, later - 1)).isEqualTo(Standing.RETIRED);
        assertThat(standing(back, 1, later)).isEqualTo(Standing.ALLOWED);
        assertThat(back.explain(ter(1, later - 1))).contains("was retired: it was allowed until", "and is again from");
    }

    @Test
    void updatesBuildOnUpdatesInWhateverOrderTheyWereIssued() {
        BaselineChange second = change(2, 3, PATCH_DAY + HOUR, PATCH_DAY + 2 * HOUR, PATCH_DAY - 2 * HOUR);
        IntegrityBaseline both = ONE.apply(UPDATE).apply(second);
        assertThat(ONE.apply(second).apply(UPDATE)).isEqualTo(both);
        assertThat(both.allows(ter(3, PATCH_DAY + HOUR))).isTrue();
        // Issued before UPDATE, so UPDATE's later word that 2 is allowed stands.
        assertThat(both.allows(ter(2, PATCH_DAY + 3 * HOUR))).isTrue();
        BaselineChange issuedLater = change(2, 3, PATCH_DAY + HOUR, PATCH_DAY + 2 * HOUR, PATCH_DAY);
        IntegrityBaseline ended = ONE.apply(UPDATE).apply(issuedLater);
        assertThat(standing(ended, 2, PATCH_DAY + 2 * HOUR)).isEqualTo(Standing.ALLOWED);
        assertThat(standing(ended, 2, PATCH_DAY + 2 * HOUR + 1)).isEqualTo(Standing.RETIRED);
    }

    @Test
    void anUpdateThatIsWithdrawnBeforeItBeginsIsNeverAllowed() {
        IntegrityBaseline skipped = ONE.apply(change(1, 2, 1000, 2000, 10)).apply(change(2, 3, 500, 900, 20));
        for (long at : around(500, 900, 1000, 2000)) {
            assertThat(standing(skipped, 2, at)).isEqualTo(Standing.RETIRED);
            assertThat(standing(skipped, 3, at)).isEqualTo(at < 500 ? Standing.NOT_YET_VALID : Standing.ALLOWED);
        }
        assertThat(skipped.explain(ter(2, 1500))).contains("it ended before it became valid");
    }

    @Test
    void upToThirtyTwoChangesGiveTheSameInEveryOrderAndAnyNumberOfTimes() {
        for (long seed = 1; seed <= 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<BaselineChange> changes = randomChanges(random, 1 + random.nextInt(6), 6);
            IntegrityBaseline start = IntegrityBaseline.of(List.of(value(0), value(1)));
            IntegrityBaseline expected = start;
            for (BaselineChange change : changes) {
                expected = expected.apply(change);
            }
            List<BaselineChange> mixed = new ArrayList<>(changes);
            mixed.addAll(randomPart(random, changes));
            shuffle(random, mixed);
            IntegrityBaseline found = start;
            for (BaselineChange change : mixed) {
                found = found.apply(change);
            }
            assertThat(found).as("seed %s", seed).isEqualTo(expected);
            assertThat(found.encode()).as("seed %s", seed).isEqualTo(expected.encode());
        }
    }

    @Test
    void thirtyTwoChangesAreRememberedAndOneMoreIsSettled() {
        SplittableRandom random = new SplittableRandom(77);
        List<BaselineChange> chain = chain(34);
        List<BaselineChange> mixed = new ArrayList<>(chain.subList(0, 32));
        shuffle(random, mixed);
        IntegrityBaseline expected = ONE;
        for (BaselineChange change : chain.subList(0, 32)) {
            expected = expected.apply(change);
        }
        IntegrityBaseline found = ONE;
        for (BaselineChange change : mixed) {
            found = found.apply(change);
        }
        assertThat(found).isEqualTo(expected);
        // The newest two push the oldest two out; what they did stays, and they are not taken in again.
        IntegrityBaseline more = expected.apply(chain.get(32)).apply(chain.get(33));
        assertThat(more.windows()).hasSize(35);
        assertThat(more.apply(chain.get(0))).isSameAs(more);
        assertThat(more.apply(chain.get(1))).isSameAs(more);
        assertThat(more.apply(change(34, 99, 0, Long.MAX_VALUE, 1)))
                .as("older than what is settled")
                .isSameAs(more);
        // Settled at once, before the changes that make 34 known: NEURO 9.9 says that this is lost.
        assertThat(more.apply(change(34, 99, 0, Long.MAX_VALUE, 2_000_001)).allows(ter(99, 5)))
                .isFalse();
        assertThat(more.apply(change(34, 99, 0, Long.MAX_VALUE, 34_000_000)).allows(ter(99, 5)))
                .isTrue();
    }

    /** 1 to 2 to 3 and so on, a million microseconds for each, with half of it for both. */
    static List<BaselineChange> chain(int length) {
        List<BaselineChange> chain = new ArrayList<>();
        for (int i = 1; i <= length; i++) {
            long from = i * 1_000_000L;
            chain.add(change(i, i + 1, from, from + 500_000, from));
        }
        return chain;
    }

    /** Years of updates: a baseline does not grow, and what is young stays exact. */
    @Test
    void aLongChainKeepsTheLatestValues() {
        int length = 300;
        List<BaselineChange> chain = chain(length);
        IntegrityBaseline baseline = ONE;
        for (BaselineChange change : chain) {
            baseline = baseline.apply(change);
            assertThat(baseline.windows()).hasSizeLessThanOrEqualTo(64);
        }
        assertThat(baseline.encode()).hasSizeLessThanOrEqualTo(4269);
        for (int value = 1; value <= length + 1; value++) {
            long from = (value - 1) * 1_000_000L;
            long until = value > length ? IntegrityBaseline.NO_END : value * 1_000_000L + 500_000;
            boolean remembered = value > length + 1 - 64;
            for (long at : around(from, until)) {
                boolean allowed = remembered && at >= from && at <= until;
                assertThat(baseline.allows(ter(value, at)))
                        .as("value %s at %s", value, at)
                        .isEqualTo(allowed);
            }
        }
        assertThat(standing(baseline, 1, 5)).as("forgotten").isEqualTo(Standing.NEVER_KNOWN);
        for (BaselineChange old : chain) {
            assertThat(baseline.apply(old)).isSameAs(baseline);
        }
    }

    /** NEURO 9.9: settling is exact for changes in the order of issue that each build on a value allowed before. */
    @Test
    void settlingIsExactInTheOrderOfIssue() {
        for (long seed = 1; seed <= 60; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<BaselineStep> steps = new ArrayList<>();
            BaselineHistory history = BaselineHistory.of(List.of(new BaselineWindow(hex(0), 0, Long.MAX_VALUE)));
            List<BaselineWindow> start = history.settled();
            int made = 0;
            for (int i = 0; i < 60; i++) {
                List<BaselineWindow> now = history.windows();
                String old = now.get(random.nextInt(now.size())).valueHex();
                boolean back = random.nextInt(4) == 0;
                String next = back ? now.get(random.nextInt(now.size())).valueHex() : hex(++made);
                if (old.equals(next)) {
                    continue;
                }
                // Ends lie after every beginning, so no window is empty.
                long from = random.nextLong(1_000_000);
                long until = 1_000_000 + random.nextLong(1_000_000);
                String id = HexFormat.of().formatHex(Baselines.device(i));
                BaselineStep step = new BaselineStep(old, next, from, until, new ChangeStamp(i, id));
                steps.add(step);
                history = history.with(step);
                assertThat(history.windows())
                        .as("seed %s, step %s", seed, i)
                        .isEqualTo(BaselineWindows.of(start, steps));
            }
            assertThat(history.steps()).hasSize(32);
            assertThat(history.settledTo()).isPresent();
        }
    }

    @Test
    void endlessValuesBeyondTheBoundAreForgottenFromTheFirstOn() {
        IntegrityBaseline baseline = ONE;
        for (int i = 2; i <= 80; i++) {
            baseline = baseline.apply(change(1, i, i, Long.MAX_VALUE, i));
        }
        assertThat(baseline.windows()).hasSize(64);
        for (int value = 1; value <= 80; value++) {
            // The newest 63, and the one that they all build on.
            assertThat(baseline.allows(ter(value, 100))).as("value %s", value).isEqualTo(value == 1 || value >= 18);
        }
    }

    @Test
    void theExplanationSaysWhatWasFoundAndWhatWasAllowed() {
        IntegrityBaseline updated = ONE.apply(UPDATE);
        assertThat(updated.explain(ter(1, PATCH_DAY + HOUR + 1)))
                .isEqualTo("H_Integrity " + hex(1) + " at 2026-12-01T01:00:00.000001Z was retired: it was allowed until"
                        + " 2026-12-01T01:00:00Z. Allowed at that time: " + hex(2) + " from 2026-12-01T00:00:00Z.");
        assertThat(updated.explain(ter(2, PATCH_DAY - 1)))
                .isEqualTo("H_Integrity " + hex(2) + " at 2026-11-30T23:59:59.999999Z is not yet valid: it is allowed"
                        + " from 2026-12-01T00:00:00Z on. Allowed at that time: " + hex(1)
                        + " until 2026-12-01T01:00:00Z.");
        assertThat(updated.explain(ter(3, PATCH_DAY)))
                .isEqualTo("H_Integrity " + hex(3) + " at 2026-12-01T00:00:00Z was never known to this baseline: no"
                        + " enrolment and no change names it. Allowed at that time: " + hex(1)
                        + " until 2026-12-01T01:00:00Z; " + hex(2) + " from 2026-12-01T00:00:00Z.");
        assertThat(updated.explain(ter(1, PATCH_DAY)))
                .isEqualTo("H_Integrity " + hex(1) + " at 2026-12-01T00:00:00Z is allowed: " + hex(1)
                        + " until 2026-12-01T01:00:00Z.");
        assertThat(IntegrityBaseline.of(List.of()).explain(ter(1, 0))).endsWith("No value was allowed at that time.");
        assertThat(IntegrityBaseline.unchecked().explain(ter(1, 0))).endsWith("is allowed: any value is.");
        List<byte[]> many = List.of(value(1), value(2), value(3), value(4), value(5));
        assertThat(IntegrityBaseline.of(many).explain(ter(9, 0))).endsWith("; and 2 more.");
        assertThat(ONE.toString()).isEqualTo("[" + hex(1) + " always]");
        assertThat(IntegrityBaseline.unchecked()).hasToString("unchecked");
        assertThatThrownBy(() -> ONE.standing(new byte[19], 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<BaselineChange> randomChanges(SplittableRandom random, int n, int values) {
        List<BaselineChange> changes = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int from = random.nextInt(values);
            int to = (from + 1 + random.nextInt(values - 1)) % values;
            long valid = random.nextInt(50);
            changes.add(change(from, to, valid, valid + random.nextInt(50), random.nextInt(8)));
        }
        return changes;
    }

    private static List<BaselineChange> randomPart(SplittableRandom random, List<BaselineChange> of) {
        return of.stream().filter(change -> random.nextBoolean()).toList();
    }

    private static <T> void shuffle(SplittableRandom random, List<T> list) {
        for (int i = list.size() - 1; i > 0; i--) {
            java.util.Collections.swap(list, i, random.nextInt(i + 1));
        }
    }
}
