package com.hookprobe.fixedpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class Q16Test {
    private static int clamped(BigInteger exact) {
        return exact.max(BigInteger.valueOf(Integer.MIN_VALUE))
                .min(BigInteger.valueOf(Integer.MAX_VALUE))
                .intValueExact();
    }

    @Property(seed = "1")
    void sumAndDifferenceSaturate(@ForAll int a, @ForAll int b) {
        assertThat(Q16.add(a, b)).isEqualTo(clamped(BigInteger.valueOf(a).add(BigInteger.valueOf(b))));
        assertThat(Q16.subtract(a, b)).isEqualTo(clamped(BigInteger.valueOf(a).subtract(BigInteger.valueOf(b))));
    }

    @Property(seed = "2")
    void theProductIsRoundedToNearestAndSaturates(@ForAll int a, @ForAll int b) {
        BigInteger exact = BigInteger.valueOf(a)
                .multiply(BigInteger.valueOf(b))
                .add(BigInteger.valueOf(0x8000))
                .shiftRight(16);
        assertThat(Q16.multiply(a, b)).isEqualTo(clamped(exact));
    }

    @Property(seed = "3")
    void theQuotientIsRoundedTowardsZeroAndSaturates(@ForAll int a, @ForAll int b) {
        if (b == 0) {
            assertThatThrownBy(() -> Q16.divide(a, b)).isInstanceOf(ArithmeticException.class);
            return;
        }
        BigInteger exact = BigInteger.valueOf(a).shiftLeft(16).divide(BigInteger.valueOf(b));
        assertThat(Q16.divide(a, b)).isEqualTo(clamped(exact));
    }

    @Test
    void integersGoInAndOut() {
        assertThat(Q16.fromInt(3)).isEqualTo(3 * Q16.ONE);
        assertThat(Q16.fromInt(40_000)).isEqualTo(Integer.MAX_VALUE);
        assertThat(Q16.fromInt(-40_000)).isEqualTo(Integer.MIN_VALUE);
        assertThat(Q16.floorToInt(-1)).isEqualTo(-1);
        assertThat(Q16.floorToInt(Q16.fromInt(-7))).isEqualTo(-7);
        assertThatThrownBy(() -> Q16.divide(1, 0)).isInstanceOf(ArithmeticException.class);
    }
}
