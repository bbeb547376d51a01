package com.hookprobe.htp.core.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReedSolomonTest {
    /** All 15 choices of four from six. */
    @Test
    void anyFourOfSixGiveTheMessageBack() {
        byte[] message = new byte[4099];
        new SplittableRandom(3).nextBytes(message);
        byte[][] shares = ReedSolomon.split(message, 4, 6);
        int choices = 0;
        for (int mask = 0; mask < 64; mask++) {
            if (Integer.bitCount(mask) == 4) {
                assertThat(join(shares, mask, 4, message.length)).isEqualTo(message);
                choices++;
            }
        }
        assertThat(choices).isEqualTo(15);
    }

    @Property(tries = 300)
    void anyKOfNDo(
            @ForAll @IntRange(min = 1, max = 16) int k,
            @ForAll @IntRange(min = 0, max = 15) int more,
            @ForAll @IntRange(min = 0, max = 300) int bytes,
            @ForAll long seed) {
        int n = Math.min(ReedSolomon.SHARES_MAX, k + more);
        SplittableRandom random = new SplittableRandom(seed);
        byte[] message = new byte[bytes];
        random.nextBytes(message);
        byte[][] shares = ReedSolomon.split(message, k, n);
        int mask = 0;
        while (Integer.bitCount(mask) < k) {
            mask |= 1 << random.nextInt(n);
        }
        assertThat(join(shares, mask, k, bytes)).isEqualTo(message);
    }

    /** Computed by hand in GF(2^8) with 0x11d: share 2 of k = 2 is m0/(2^0) + m1/(2^1) = 7/2 + 9/3. */
    @Test
    void knownShare() {
        byte[][] shares = ReedSolomon.split(new byte[] {7, 9}, 2, 3);
        assertThat(shares[0]).containsExactly(7);
        assertThat(shares[1]).containsExactly(9);
        int expected = divide(7, 2) ^ divide(9, 3);
        assertThat(shares[2][0] & 0xff).isEqualTo(expected);
    }

    @Test
    void sharesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> ReedSolomon.split(new byte[1], 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReedSolomon.split(new byte[1], 3, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReedSolomon.split(new byte[1], 4, 17)).isInstanceOf(IllegalArgumentException.class);
        assertThat(ReedSolomon.split(new byte[1], 16, 16)).hasNumberOfRows(16);
    }

    private static byte[] join(byte[][] shares, int mask, int k, int bytes) {
        byte[][] some = new byte[k][];
        int[] indexes = new int[k];
        int at = 0;
        for (int i = 0; i < shares.length; i++) {
            if ((mask & 1 << i) != 0) {
                some[at] = shares[i];
                indexes[at++] = i;
            }
        }
        return ReedSolomon.join(some, indexes, bytes);
    }

    /** By trying, with multiplication by shifts. */
    private static int divide(int a, int b) {
        for (int q = 0; q < 256; q++) {
            if (multiply(q, b) == a) {
                return q;
            }
        }
        throw new AssertionError();
    }

    private static int multiply(int a, int b) {
        int product = 0;
        for (int bit = 7; bit >= 0; bit--) {
            product <<= 1;
            if ((product & 0x100) != 0) {
                product ^= 0x11d;
            }
            if ((b & 1 << bit) != 0) {
                product ^= a;
            }
        }
        return product;
    }
}
