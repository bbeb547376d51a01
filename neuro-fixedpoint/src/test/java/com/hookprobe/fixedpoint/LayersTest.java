package com.hookprobe.fixedpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What happens between two layers against big integers, up to the greatest numbers that the specification allows. */
class LayersTest {
    @Property(tries = 500, seed = "14")
    void aStepIsRoundedAwayFromZero(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] deltas = Numbers.vector(random, 8, 27);
        deltas[0] = 0;
        deltas[1] = 1 << 27;
        deltas[2] = -(1 << 27);
        long eta = 1 + (random.nextLong() >>> (29 + random.nextInt(30)));
        int[] steps = new int[deltas.length];
        Layers.steps(deltas, eta, steps);
        for (int i = 0; i < deltas.length; i++) {
            BigInteger[] parts =
                    Numbers.big(deltas[i]).multiply(Numbers.big(eta)).divideAndRemainder(BigInteger.ONE.shiftLeft(40));
            BigInteger away = parts[0].add(Numbers.big(parts[1].signum()));
            assertThat(Numbers.big(steps[i])).isEqualTo(away);
            assertThat(steps[i] == 0).isEqualTo(deltas[i] == 0);
        }
    }

    @Property(tries = 300, seed = "15")
    void deltasBelowAreRoundedSaturatedAndLeaky(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] sums = new long[9];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = Numbers.number(random, 58);
        }
        int[] z = Numbers.vector(random, 9, 23);
        int[] below = new int[9];
        Layers.deltasBelow(sums, z, below);
        for (int i = 0; i < below.length; i++) {
            BigInteger s =
                    Numbers.clamped(Numbers.big(sums[i]).add(Numbers.HALF).shiftRight(16), 27);
            assertThat(Numbers.big(below[i])).isEqualTo(z[i] < 0 ? s.shiftRight(3) : s);
        }
    }

    @Test
    void theLeakIsAnEighthRoundedDown() {
        int[] z = {0, 1, 7, -1, -8, -9, 8_388_607, -8_388_608};
        int[] out = new int[z.length];
        Layers.leaky(z, out);
        assertThat(out).containsExactly(0, 1, 7, -1, -1, -2, 8_388_607, -1_048_576);
    }

    @Test
    void aBiasMovesByItsStep() {
        long[] masters = {5, 6, 7, 8};
        Layers.updateBiases(masters, 1, new int[] {3, -2});
        assertThat(masters).containsExactly(5, 6 - (3L << 16), 7 + (2L << 16), 8);
    }

    @Test
    void theSweepClampsOnlyWhatIsOutside() {
        long end = 1L << 55;
        long[] masters = {0, end - 1, end, end + 7, -end, -end - 1, Long.MAX_VALUE, Long.MIN_VALUE, 5, -5};
        Layers.clamp(masters);
        assertThat(masters).containsExactly(0, end - 1, end - 1, end - 1, -end, -end, end - 1, -end, 5, -5);
    }

    @Test
    void roundingSaturatesAtBothEnds() {
        int max = (1 << 23) - 1;
        assertThat(Layers.roundAndSaturate(Long.MAX_VALUE - 0x8000, max)).isEqualTo(max);
        assertThat(Layers.roundAndSaturate(Long.MIN_VALUE, max)).isEqualTo(-(1 << 23));
        assertThat(Layers.roundAndSaturate(0x7fff, max)).isZero();
        assertThat(Layers.roundAndSaturate(0x8000, max)).isEqualTo(1);
        assertThat(Layers.roundAndSaturate(-0x8000, max)).isZero();
        assertThat(Layers.roundAndSaturate(-0x8001, max)).isEqualTo(-1);
    }
}
