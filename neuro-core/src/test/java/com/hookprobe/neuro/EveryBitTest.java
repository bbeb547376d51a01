package com.hookprobe.neuro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * More than 10,000 flipped bits and more than 10,000 dropped, repeated and swapped records: each changes the fingerprint, and
 * the weights themselves, which are compared without the ratchet, the count and the time that would tell anyway.
 *
 * <p>At young and old states, after short and long gaps. Prints what it tried.
 */
class EveryBitTest {
    private static final int[] AGES = {0, 1, 100, 10_000, 100_000};
    private static final long FIVE_SECONDS = 5_000_000;
    private static final long A_WEEK = 7L * 86_400_000_000L;
    private static final long[] GAPS = {FIVE_SECONDS, A_WEEK};
    private static final int SEEDS = 2;
    private static final int BITS = Ter.BYTES * 8;
    private static final int EDITS_EACH = 180;

    private int tries;
    private int missed;

    /** A state of each age for each seed. */
    private interface OnState {
        void run(WeightState state, int seed);
    }

    private static void atEveryAge(OnState work) {
        for (int seed = 0; seed < SEEDS; seed++) {
            try (WeightState state = WeightState.fromSeed(Histories.seed(40 + seed))) {
                for (int age : AGES) {
                    int more = age - (int) state.count();
                    Histories.after(state.chain(), 50 + seed, more).forEach(ter -> WeightEvolution.step(state, ter));
                    work.run(state, seed);
                }
            }
        }
    }

    /** What comes next, {@code gap} later; {@code number} makes it another record each time. */
    private static Ter next(WeightState state, long gap, int number) {
        byte[] entropy = new byte[Ter.ENTROPY_BYTES];
        Arrays.fill(entropy, (byte) (number * 37 + 11));
        entropy[0] = (byte) number;
        entropy[1] = (byte) (number >> 8);
        return state.chain().next(entropy, Histories.INTEGRITY, Math.max(1, state.lastTimestampMicros()) + gap);
    }

    private static Ter flipped(Ter ter, int bit) {
        byte[] bytes = ter.encode();
        bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
        return Ter.decode(bytes).orElseThrow();
    }

    @Test
    void everyBitOfARecordShows() {
        atEveryAge((state, seed) -> {
            for (long gap : GAPS) {
                Ter ter = next(state, gap, 1);
                Set<String> fingerprints = new HashSet<>();
                try (WeightState original = state.copy();
                        WeightState other = state.copy()) {
                    WeightEvolution.step(original, ter);
                    fingerprints.add(HexFormat.of().formatHex(original.fingerprint()));
                    for (int bit = 0; bit < BITS; bit++) {
                        other.set(state);
                        WeightEvolution.stepUnchecked(other, flipped(ter, bit));
                        boolean seen = fingerprints.add(HexFormat.of().formatHex(other.fingerprint()))
                                && !Arrays.equals(other.masters(), original.masters());
                        count(seen);
                    }
                }
            }
        });
        report("flipped bits");
    }

    @Test
    void everyDroppedRepeatedOrSwappedRecordShows() {
        atEveryAge((state, seed) -> {
            for (long gap : GAPS) {
                for (int number = 0; number < EDITS_EACH; number++) {
                    edits(state, gap, number);
                }
            }
        });
        report("dropped, repeated and swapped records");
    }

    private void edits(WeightState state, long gap, int number) {
        try (WeightState original = state.copy();
                WeightState other = state.copy()) {
            Ter a = step(original, gap, number);
            Ter b = step(original, FIVE_SECONDS, number + 1000);
            Ter c = step(original, FIVE_SECONDS, number + 2000);
            for (List<Ter> edited : List.of(List.of(a, c), List.of(a, b, b, c), List.of(b, a, c))) {
                other.set(state);
                edited.forEach(ter -> WeightEvolution.stepUnchecked(other, ter));
                boolean seen = !Arrays.equals(other.fingerprint(), original.fingerprint())
                        && !Arrays.equals(other.masters(), original.masters())
                        && !Arrays.equals(other.rho(), original.rho());
                count(seen);
            }
        }
    }

    private static Ter step(WeightState state, long gap, int number) {
        Ter ter = next(state, gap, number);
        WeightEvolution.step(state, ter);
        return ter;
    }

    private void count(boolean seen) {
        tries++;
        missed += seen ? 0 : 1;
    }

    private void report(String what) {
        System.out.printf("%d %s, %d not seen%n", tries, what, missed);
        assertThat(tries).isGreaterThan(10_000);
        assertThat(missed).isZero();
    }
}
