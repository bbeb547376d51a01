package com.hookprobe.fixedpoint;

import static com.hookprobe.fixedpoint.Exact.big;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class Q16Test {
    @Property(seed = "1")
    void sumAndDifferenceSaturate(@ForAll int a, @ForAll int b) {
        assertThat(Q16.add(a, b)).isEqualTo(Exact.saturated(big(a).add(big(b))));
        assertThat(Q16.subtract(a, b)).isEqualTo(Exact.saturated(big(a).subtract(big(b))));
    }

    @Property(seed = "2")
    void theProductIsRoundedToNearestAndSaturates(@ForAll int a, @ForAll int b) {
        Exact exact = Exact.scaled(big(a).multiply(big(b)), 16);
        assertThat(Q16.multiply(a, b)).isEqualTo(exact.roundedAndSaturated());
    }

    @Property(seed = "3")
    void theQuotientIsRoundedTowardsZeroAndSaturates(@ForAll int a, @ForAll int b) {
        if (b == 0) {
            assertThatThrownBy(() -> Q16.divide(a, b)).isInstanceOf(ArithmeticException.class);
            return;
        }
        assertThat(Q16.divide(a, b))
                .isEqualTo(Exact.saturated(big(a).shiftLeft(16).divide(big(b))));
    }

    @Property(seed = "4")
    void aShareIsRoundedOnceToNearestAndSaturates(@ForAll int a, @ForAll int b, @ForAll int c) {
        if (c == 0) {
            assertThatThrownBy(() -> Q16.multiplyDivide(a, b, c)).isInstanceOf(ArithmeticException.class);
            return;
        }
        Exact exact = Exact.ratio(big(a).multiply(big(b)), big(c));
        assertThat(Q16.multiplyDivide(a, b, c)).isEqualTo(exact.roundedAndSaturated());
    }

    @Property(seed = "5", tries = 3000)
    void aRatioIsRoundedToNearestAndSaturates(
            @ForAll long n,
            @ForAll long d,
            @ForAll @IntRange(max = 62) int less,
            @ForAll @IntRange(max = 62) int less2) {
        for (long numerator : new long[] {n, n >> less, Long.MIN_VALUE, Long.MAX_VALUE}) {
            for (long denominator : new long[] {d, d >> less2, Long.MIN_VALUE, Long.MAX_VALUE, 2, -2}) {
                if (denominator != 0) {
                    Exact exact = Exact.ratio(big(numerator).shiftLeft(16), big(denominator));
                    assertThat(Q16.ratio(numerator, denominator))
                            .as("%d / %d", numerator, denominator)
                            .isEqualTo(exact.roundedAndSaturated());
                }
            }
        }
    }

    @Property(seed = "6")
    void anotherCountOfFractionBitsIsRoundedToNearestAndSaturates(
            @ForAll long raw, @ForAll @IntRange(max = 63) int bits, @ForAll @IntRange(max = 63) int less) {
        for (long value : new long[] {raw, raw >> less, Long.MIN_VALUE, Long.MAX_VALUE}) {
            Exact exact = Exact.scaled(big(value).shiftLeft(16), bits);
            assertThat(Q16.fromRaw(value, bits)).isEqualTo(exact.roundedAndSaturated());
        }
    }

    @Property(seed = "7")
    void theSquareRootIsTheNearestNumber(@ForAll @IntRange int a) {
        BigInteger root = big(Q16.squareRoot(a));
        BigInteger square = big(a).shiftLeft(18);
        BigInteger twice = root.shiftLeft(1);
        assertThat(square).isLessThanOrEqualTo(twice.add(BigInteger.ONE).pow(2));
        assertThat(a == 0 || square.compareTo(twice.subtract(BigInteger.ONE).pow(2)) > 0)
                .isTrue();
    }

    @Test
    void squareRootsOfSmallNumbersSquaresAndTheEnd() {
        for (int a = 0; a < 1 << 20; a++) {
            long root = Q16.squareRoot(a);
            long square = (long) a << 18;
            assertThat(square <= (2 * root + 1) * (2 * root + 1)
                            && (a == 0 || square > (2 * root - 1) * (2 * root - 1)))
                    .isTrue();
        }
        for (int k = 0; k <= 181; k++) {
            assertThat(Q16.squareRoot(Q16.fromInt(k * k))).isEqualTo(Q16.fromInt(k));
        }
        assertThat(Q16.squareRoot(Q16.MAX)).isEqualTo(11_863_283);
        assertThatThrownBy(() -> Q16.squareRoot(-1))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("square root needs a number not below 0, found -0.0000152587890625");
    }

    @Property(seed = "8")
    void integersNextToANumber(@ForAll int a) {
        assertThat(Q16.floorToInt(a)).isEqualTo((int) StrictMath.floor(a / 65536.0));
        assertThat(Q16.ceilToInt(a)).isEqualTo((int) StrictMath.ceil(a / 65536.0));
        assertThat(Q16.roundToInt(a)).isEqualTo((int) StrictMath.floor(a / 65536.0 + 0.5));
    }

    @Property(seed = "9")
    void orderSignAndMagnitude(@ForAll int a, @ForAll int b, @ForAll int c) {
        assertThat(Q16.negate(a)).isEqualTo(Exact.saturated(big(a).negate()));
        assertThat(Q16.abs(a)).isEqualTo(Exact.saturated(big(a).abs()));
        assertThat(Q16.min(a, b)).isEqualTo(Math.min(a, b));
        assertThat(Q16.max(a, b)).isEqualTo(Math.max(a, b));
        assertThat(Q16.compare(a, b)).isEqualTo(big(a).compareTo(big(b)));
        int low = Math.min(b, c);
        int high = Math.max(b, c);
        assertThat(Q16.clamp(a, low, high)).isEqualTo(Math.min(Math.max(a, low), high));
    }

    @Test
    void integersGoInAndOut() {
        assertThat(Q16.fromInt(3)).isEqualTo(3 * Q16.ONE);
        assertThat(Q16.fromInt(40_000)).isEqualTo(Integer.MAX_VALUE);
        assertThat(Q16.fromInt(-40_000)).isEqualTo(Integer.MIN_VALUE);
        assertThat(Q16.floorToInt(-1)).isEqualTo(-1);
        assertThat(Q16.floorToInt(Q16.fromInt(-7))).isEqualTo(-7);
        assertThat(Q16.roundToInt(Q16.MAX)).isEqualTo(32_768);
        assertThat(Q16.ceilToInt(Q16.MAX)).isEqualTo(32_768);
        assertThat(Q16.ceilToInt(Q16.MIN)).isEqualTo(-32_768);
        assertThatThrownBy(() -> Q16.divide(1, 0)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void tiesGoUpOnBothSidesOfZero() {
        assertThat(Q16.multiply(1, Q16.ONE / 2)).isEqualTo(1);
        assertThat(Q16.multiply(-1, Q16.ONE / 2)).isZero();
        assertThat(Q16.ratio(1, 2 * Q16.ONE)).isEqualTo(1);
        assertThat(Q16.ratio(-1, 2 * Q16.ONE)).isZero();
        assertThat(Q16.multiplyDivide(1, 1, 2)).isEqualTo(1);
        assertThat(Q16.multiplyDivide(1, -1, 2)).isZero();
        assertThat(Q16.multiplyDivide(1, 1, -2)).isZero();
        assertThat(Q16.fromRaw(1, 17)).isEqualTo(1);
        assertThat(Q16.fromRaw(-1, 17)).isZero();
    }

    @Test
    void argumentsThatMakeNoSenseAreNamed() {
        assertThatThrownBy(() -> Q16.fromRaw(1, 64))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected 0 to 63 fraction bits, found 64");
        assertThatThrownBy(() -> Q16.fromRaw(1, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Q16.ratio(7, 0))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("ratio of 7 to zero");
        assertThatThrownBy(() -> Q16.clamp(0, Q16.ONE, -Q16.ONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected low <= high, found low 1, high -1");
    }
}
