package com.hookprobe.fixedpoint;

import static com.hookprobe.fixedpoint.Elementary.COS;
import static com.hookprobe.fixedpoint.Elementary.EXP;
import static com.hookprobe.fixedpoint.Elementary.EXP2;
import static com.hookprobe.fixedpoint.Elementary.EXP_NEGATIVE;
import static com.hookprobe.fixedpoint.Elementary.LN;
import static com.hookprobe.fixedpoint.Elementary.LOG2;
import static com.hookprobe.fixedpoint.Elementary.SIGMOID;
import static com.hookprobe.fixedpoint.Elementary.SIN;
import static com.hookprobe.fixedpoint.Elementary.TANH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every function is the correctly rounded one: here on all arguments that do not saturate, or, where these are too many,
 * on a dense part; {@link Q16MathExhaustiveTest} takes all 2^32.
 */
class Q16MathTest {
    private static final long END = 1L << 31;
    private static final int ONE = Q16.ONE;

    private static void assertCorrectlyRounded(Sweep sweep) {
        assertThat(sweep.wrong()).isEmpty();
        assertThat(sweep.maxErrorUlps()).isBetween(0.49, 0.5);
    }

    @ParameterizedTest
    @EnumSource(names = {"EXP", "EXP_NEGATIVE", "EXP2", "SIGMOID", "TANH"})
    void everyArgumentThatDoesNotSaturateIsRoundedCorrectly(Elementary f) {
        assertCorrectlyRounded(Sweep.of(f, -(18 << 16), 18 << 16, 1));
    }

    @ParameterizedTest
    @EnumSource(names = {"LN", "LOG2"})
    void allSmallNumbersAreRoundedCorrectly(Elementary f) {
        assertCorrectlyRounded(Sweep.of(f, 1, 1 << 21, 1));
    }

    @ParameterizedTest
    @EnumSource(names = {"SIN", "COS"})
    void allSmallAnglesAreRoundedCorrectly(Elementary f) {
        assertCorrectlyRounded(Sweep.of(f, -(40 << 16), 40 << 16, 1));
    }

    @ParameterizedTest
    @EnumSource
    void samplesOfTheWholeRangeAreRoundedCorrectly(Elementary f) {
        Sweep sweep = Sweep.of(f, f.leastArgument(), END, 3001);
        assertThat(sweep.wrong()).isEmpty();
        assertThat(sweep.arguments()).isGreaterThan(700_000);
    }

    @ParameterizedTest
    @EnumSource
    void theEndsOfTheRangeAreRoundedCorrectly(Elementary f) {
        assertThat(Sweep.of(f, f.leastArgument(), f.leastArgument() + 5000L, 1).wrong())
                .isEmpty();
        assertThat(Sweep.of(f, END - 5000, END, 1).wrong()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"LN", "LOG2"})
    void bothSidesOfEveryStepOfALogarithmAreRoundedCorrectly(Elementary f) {
        // A logarithm has few results for its many arguments; it can only go wrong where it steps from one to the next.
        double base = f == LN ? Math.E : 2;
        Sweep all = Sweep.NOTHING;
        for (int y = f.function.applyAsInt(1 << 16); y < f.function.applyAsInt(Q16.MAX); y++) {
            long step = Math.round(65536 * StrictMath.pow(base, (y + 0.5) / 65536));
            all = all.and(Sweep.chunk(f, step - 1, Math.min(step + 2, END), 1));
        }
        assertThat(all.wrong()).isEmpty();
        assertThat(all.arguments()).isGreaterThan(2_000_000);
    }

    private static void saturates(IntUnaryOperator f, int from, int to, int value) {
        assertThat(f.applyAsInt(from)).isEqualTo(value);
        assertThat(f.applyAsInt(to)).isEqualTo(value);
    }

    @Test
    void theDocumentedEndsAreTheRealOnes() {
        saturates(EXP.function, 681_392, Q16.MAX, Q16.MAX);
        assertThat(Q16Math.exp(681_391)).isLessThan(Q16.MAX);
        saturates(EXP.function, Q16.MIN, -772_244, 0);
        assertThat(Q16Math.exp(-772_243)).isEqualTo(1);
        saturates(EXP_NEGATIVE.function, 772_244, Q16.MAX, 0);
        assertThat(Q16Math.expNegative(772_243)).isEqualTo(1);
        saturates(EXP_NEGATIVE.function, Q16.MIN, -681_392, Q16.MAX);
        assertThat(Q16Math.expNegative(-681_391)).isLessThan(Q16.MAX);
        saturates(EXP2.function, 15 * ONE, Q16.MAX, Q16.MAX);
        assertThat(Q16Math.exp2(15 * ONE - 1)).isLessThan(Q16.MAX);
        saturates(EXP2.function, Q16.MIN, -17 * ONE - 1, 0);
        saturates(SIGMOID.function, Q16.MIN, -(int) (11.79 * ONE), 0);
        saturates(SIGMOID.function, (int) (11.79 * ONE), Q16.MAX, ONE);
        assertThat(Q16Math.sigmoid((int) (11.78 * ONE))).isEqualTo(ONE - 1);
        saturates(TANH.function, Q16.MIN, -(int) (6.24 * ONE), -ONE);
        saturates(TANH.function, (int) (6.24 * ONE), Q16.MAX, ONE);
        assertThat(Q16Math.tanh((int) (6.23 * ONE))).isEqualTo(ONE - 1);
        assertThat(Q16Math.ln(1)).isEqualTo(-726_817);
        assertThat(Q16Math.ln(Q16.MAX)).isEqualTo(681_391);
        assertThat(Q16Math.log2(1)).isEqualTo(-16 * ONE);
        assertThat(Q16Math.log2(Q16.MAX)).isEqualTo(15 * ONE);
    }

    @Test
    void exactValuesAreExactAndTheOneTieGoesUp() {
        assertThat(Q16Math.exp(0)).isEqualTo(ONE);
        assertThat(Q16Math.ln(ONE)).isZero();
        assertThat(Q16Math.sigmoid(0)).isEqualTo(ONE / 2);
        assertThat(Q16Math.tanh(0)).isZero();
        assertThat(Q16Math.sin(0)).isZero();
        assertThat(Q16Math.cos(0)).isEqualTo(ONE);
        for (int k = -16; k < 15; k++) {
            assertThat(Q16Math.exp2(k * ONE)).isEqualTo(1 << (k + 16));
            assertThat(Q16Math.log2(1 << (k + 16))).isEqualTo(k * ONE);
        }
        assertThat(Q16Math.exp2(-17 * ONE)).isEqualTo(1);
    }

    @Test
    void symmetriesAreExact() {
        for (long x = 0; x < END; x += 1009) {
            int a = (int) x;
            assertThat(Q16Math.sigmoid(-a)).isEqualTo(ONE - Q16Math.sigmoid(a));
            assertThat(Q16Math.tanh(-a)).isEqualTo(-Q16Math.tanh(a));
            assertThat(Q16Math.sin(-a)).isEqualTo(-Q16Math.sin(a));
            assertThat(Q16Math.cos(-a)).isEqualTo(Q16Math.cos(a));
            assertThat(Q16Math.expNegative(a)).isEqualTo(Q16Math.exp(-a));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LN", "LOG2"})
    void aLogarithmNeedsANumberAboveZero(Elementary f) {
        for (int x : new int[] {0, -1, -98_304, Q16.MIN}) {
            assertThatThrownBy(() -> f.function.applyAsInt(x))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageContaining("needs a number above 0, found " + Q16.toString(x));
        }
    }

    @Test
    void theQuickOracleIsAsGoodAsItsGuardSays() {
        for (Elementary f : Elementary.values()) {
            double worst = 0;
            for (int x = Math.max(f.leastArgument(), -(12 << 16)) + 5; x < 10 << 16; x += 9973) {
                double quick = f.quickUlps.applyAsDouble(x);
                BigDecimal exact = f.exact.apply(Oracle.number(x)).multiply(BigDecimal.valueOf(65536));
                double error = exact.subtract(new BigDecimal(quick)).abs().doubleValue();
                worst = Math.max(worst, quick > Q16.MAX ? 0 : error);
            }
            assertThat(worst).as(f.operation).isLessThan(f.guardUlps / 2);
        }
        assertThat(COS.guardUlps).isEqualTo(SIN.guardUlps);
        assertThat(LOG2.guardUlps).isLessThan(EXP.guardUlps);
    }
}
