package com.hookprobe.neuro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * A changed history gives another fingerprint, and other weights too. The weights are compared without the ratchet, the
 * count and the time, which would tell by themselves.
 */
class TamperEvidenceTest {
    private static Ter flipped(Ter ter, int bit) {
        byte[] bytes = ter.encode();
        bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
        return Ter.decode(bytes).orElseThrow();
    }

    /** Everything of the weights alone. */
    private static String weights(WeightState state) {
        return HexFormat.of().formatHex(RootKeys.weightsRoot(0, 0, state.masters()));
    }

    @Test
    void eachOfTheBitsOfARecordMovesFingerprintAndWeights() {
        List<Ter> ters = Histories.after(TerChain.START, 3, 30);
        WeightState before = Histories.evolved(1, ters.subList(0, 29));
        Ter last = ters.get(29);
        Set<String> weights = new HashSet<>();
        Set<String> fingerprints = new HashSet<>();
        for (int bit = -1; bit < 512; bit++) {
            try (WeightState state = before.copy()) {
                WeightEvolution.stepUnchecked(state, bit < 0 ? last : flipped(last, bit));
                fingerprints.add(HexFormat.of().formatHex(state.fingerprint()));
                // Sequence and chain are in the network's input as well, so all 512 bits count.
                weights.add(weights(state));
            }
        }
        assertThat(fingerprints).hasSize(513);
        assertThat(weights).hasSize(513);
    }

    @Test
    void aFlipAfterAGapOfAWeekIsSeenToo() {
        WeightState before = Histories.evolved(2, Histories.after(TerChain.START, 4, 10));
        Ter late = before.chain()
                .next(new byte[32], Histories.INTEGRITY, before.lastTimestampMicros() + 7L * 86_400_000_000L);
        Set<String> weights = new HashSet<>();
        for (int bit = -1; bit < 416; bit++) {
            try (WeightState state = before.copy()) {
                WeightEvolution.stepUnchecked(state, bit < 0 ? late : flipped(late, bit));
                weights.add(weights(state));
            }
        }
        assertThat(weights).hasSize(417);
    }

    @Property(tries = 25, seed = "41")
    void aFlippedDroppedRepeatedOrReorderedRecordIsNeverLost(
            @ForAll long randomSeed, @ForAll @IntRange(max = 38) int at, @ForAll @IntRange(max = 511) int bit) {
        List<Ter> ters = Histories.after(TerChain.START, randomSeed, 40);
        List<UnaryOperator<List<Ter>>> edits = List.of(
                list -> {
                    list.set(at, flipped(list.get(at), bit));
                    return list;
                },
                list -> {
                    list.remove(at);
                    return list;
                },
                list -> {
                    list.add(at, list.get(at));
                    return list;
                },
                list -> {
                    Collections.swap(list, at, at + 1);
                    return list;
                },
                list -> {
                    int other = new SplittableRandom(randomSeed).nextInt(40);
                    Collections.swap(list, at, other == at ? 39 : other);
                    return list;
                });
        WeightState original = Histories.evolved(5, ters);
        for (UnaryOperator<List<Ter>> edit : edits) {
            WeightState edited = Histories.evolved(5, edit.apply(new ArrayList<>(ters)));
            assertThat(edited.fingerprint()).isNotEqualTo(original.fingerprint());
            assertThat(edited.wSecret()).isNotEqualTo(original.wSecret());
            assertThat(weights(edited)).isNotEqualTo(weights(original));
            assertThat(edited.rho()).isNotEqualTo(original.rho());
        }
    }

    @Test
    void everyRecordMovesManyWeights() {
        List<Ter> ters = Histories.after(TerChain.START, 6, 3);
        WeightState state = Histories.evolved(6, ters.subList(0, 2));
        long[] before = state.masters().clone();
        WeightEvolution.step(state, ters.get(2));
        long moved = java.util.stream.IntStream.range(0, before.length)
                .filter(i -> before[i] != state.masters()[i])
                .count();
        assertThat(moved).isGreaterThan(17_000);
        assertThat(Arrays.equals(before, state.masters())).isFalse();
    }
}
