package com.hookprobe.neuro;

import static com.hookprobe.neuro.Baselines.change;
import static com.hookprobe.neuro.Baselines.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.neuro.BaselineException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** NEURO 9.10: a stored baseline has one encoding, and all else is refused. */
class BaselineCodecTest {
    private static final BaselineChange UPDATE = change(1, 2, 10, 20, 5);

    private static Optional<Reason> refusal(byte[] bytes) {
        try {
            assertThat(IntegrityBaseline.decode(bytes).encode()).isEqualTo(bytes);
            return Optional.empty();
        } catch (BaselineException e) {
            assertThat(e).hasMessageMatching("(?s)baseline.*: .+");
            return Optional.of(e.reason());
        }
    }

    /** A baseline with all of its parts: windows, a settled change and remembered ones. */
    private static IntegrityBaseline full() {
        IntegrityBaseline baseline = IntegrityBaseline.of(List.of(value(1), value(0)));
        for (BaselineChange change : IntegrityBaselineTest.chain(40)) {
            baseline = baseline.apply(change);
        }
        return baseline;
    }

    @Test
    void theBytesAreThoseOfThePage() {
        byte[] expected = ByteBuffer.allocate(5 + 36 + 96)
                .put(new byte[] {1, 0, 1})
                .put(value(1))
                .putLong(0)
                .putLong(Long.MAX_VALUE)
                .put(new byte[] {0, 1})
                .put(value(1))
                .put(value(2))
                .putLong(10)
                .putLong(20)
                .putLong(5)
                .put(UPDATE.id())
                .array();
        assertThat(IntegrityBaseline.of(value(1)).apply(UPDATE).encode()).isEqualTo(expected);
        assertThat(IntegrityBaseline.unchecked().encode()).containsExactly(1, 1);
        assertThat(IntegrityBaseline.of(List.of()).encode()).containsExactly(1, 0, 0, 0, 0);
    }

    @Test
    void whatIsStoredComesBack() throws Exception {
        for (IntegrityBaseline baseline : List.of(
                IntegrityBaseline.unchecked(),
                IntegrityBaseline.of(List.of()),
                IntegrityBaseline.of(value(1)),
                IntegrityBaseline.of(value(1)).apply(UPDATE),
                full())) {
            IntegrityBaseline back = IntegrityBaseline.decode(baseline.encode());
            assertThat(back).isEqualTo(baseline).hasSameHashCodeAs(baseline);
            assertThat(back.windows()).isEqualTo(baseline.windows());
            // What it remembers comes back, too: a replay is still none.
            assertThat(back.apply(UPDATE)).isEqualTo(baseline.apply(UPDATE));
        }
        assertThat(full().history().orElseThrow().settledTo()).isPresent();
        assertThat(IntegrityBaseline.decode(IntegrityBaseline.unchecked().encode()))
                .isSameAs(IntegrityBaseline.unchecked());
    }

    @Test
    void everyTruncationAndExtensionIsRefused() {
        for (byte[] whole : List.of(
                full().encode(),
                IntegrityBaseline.unchecked().encode(),
                IntegrityBaseline.of(value(1)).apply(UPDATE).encode())) {
            for (int length = 0; length < whole.length; length++) {
                assertThat(refusal(Arrays.copyOf(whole, length)))
                        .as("length %s", length)
                        .isPresent();
            }
            assertThat(refusal(Arrays.copyOf(whole, whole.length + 1))).contains(Reason.LENGTH);
        }
    }

    @Test
    void eachRuleHasItsReason() {
        byte[] good =
                IntegrityBaseline.of(List.of(value(1), value(3))).apply(UPDATE).encode();
        assertThat(refusal(good)).isEmpty();
        assertThat(refusal(put(good, 0, 2))).contains(Reason.VERSION);
        assertThat(refusal(put(good, 1, 2))).contains(Reason.RANGE);
        assertThat(refusal(put(good, 2, 33))).contains(Reason.RANGE);
        assertThat(refusal(put(good, 3 + 20, 0x80))).as("not before").contains(Reason.RANGE);
        assertThat(refusal(put(good, 3 + 28, 0x80))).as("not after").contains(Reason.RANGE);
        assertThat(refusal(putLong(put(good, 3 + 20, 1), 3 + 28, 0)))
                .as("an end before its start")
                .contains(Reason.WINDOW);
        assertThat(refusal(put(good, 3 + 19, 3))).as("the same window twice").contains(Reason.ORDER);
        assertThat(refusal(put(good, 3 + 19, 4))).as("falling").contains(Reason.ORDER);
        int settled = 3 + 2 * 36;
        assertThat(refusal(put(good, settled, 2))).contains(Reason.RANGE);
        assertThat(refusal(put(good, settled + 1, 33))).contains(Reason.RANGE);
        int step = settled + 2;
        assertThat(refusal(put(good, step + 39, 1))).contains(Reason.SAME_VALUE);
        assertThat(refusal(putLong(good, step + 40, 21))).contains(Reason.WINDOW);
        assertThat(refusal(put(good, step + 40, 0x80))).contains(Reason.RANGE);
    }

    @Test
    void windowsOfOneValueThatTouchAreRefused() {
        byte[] apart = windows(0, 10, 12, 20);
        assertThat(refusal(apart)).isEmpty();
        assertThat(refusal(windows(0, 10, 11, 20))).contains(Reason.ORDER);
        assertThat(refusal(windows(0, 10, 5, 20))).contains(Reason.ORDER);
        assertThat(refusal(windows(0, Long.MAX_VALUE, 5, 20))).contains(Reason.ORDER);
        assertThat(refusal(windows(12, 20, 0, 10))).contains(Reason.ORDER);
    }

    private static byte[] windows(long... times) {
        ByteBuffer out = ByteBuffer.allocate(5 + times.length / 2 * 36).put(new byte[] {1, 0, 2});
        for (int i = 0; i < times.length; i += 2) {
            out.put(value(1)).putLong(times[i]).putLong(times[i + 1]);
        }
        return out.array();
    }

    @Test
    void changesRiseAndLieBehindWhatIsSettled() {
        byte[] good = full().encode();
        assertThat(refusal(good)).isEmpty();
        int settledAt = 3 + good[2] * 36 + 1;
        int first = settledAt + 40 + 1;
        byte[] swapped = good.clone();
        System.arraycopy(good, first, swapped, first + 96, 96);
        System.arraycopy(good, first + 96, swapped, first, 96);
        assertThat(refusal(swapped)).contains(Reason.ORDER);
        byte[] twice = good.clone();
        System.arraycopy(good, first, twice, first + 96, 96);
        assertThat(refusal(twice)).contains(Reason.ORDER);
        byte[] settledAndRemembered = good.clone();
        System.arraycopy(good, first + 56, settledAndRemembered, settledAt, 40);
        assertThat(refusal(settledAndRemembered)).contains(Reason.ORDER);
        assertThat(refusal(putLong(good, settledAt, ByteBuffer.wrap(good).getLong(first + 56))))
                .as("settled at the time of the first; the ids decide")
                .isIn(Optional.empty(), Optional.of(Reason.ORDER));
        assertThat(refusal(putLong(good, settledAt, ByteBuffer.wrap(good).getLong(first + 56) + 1)))
                .contains(Reason.ORDER);
    }

    private static byte[] put(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private static byte[] putLong(byte[] bytes, int at, long value) {
        return ByteBuffer.wrap(bytes.clone()).putLong(at, value).array();
    }

    @Property(tries = 2000, seed = "911")
    void anyBytesAreABaselineOrATypedRefusal(@ForAll @Size(max = 200) byte[] bytes) {
        refusal(bytes);
    }

    @Test
    void aSpoiltBaselineIsABaselineOrATypedRefusal() {
        byte[] good = full().encode();
        int accepted = 0;
        for (long seed = 1; seed <= 3000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] spoilt = good.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt();
            }
            accepted += refusal(spoilt).isEmpty() ? 1 : 0;
        }
        assertThat(accepted).isBetween(1, 2999);
    }
}
