package com.hookprobe.fixedpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every argument of every function of one number; some minutes, so only with the Maven profile {@code exhaustive}. */
@Tag("exhaustive")
class Q16MathExhaustiveTest {
    private static final long END = 1L << 31;

    @ParameterizedTest
    @EnumSource
    void everyArgumentIsRoundedCorrectly(Elementary f) {
        Sweep sweep = Sweep.of(f, f.leastArgument(), END, 1);
        System.out.printf(
                "%s: %d arguments, greatest error %.11f ulp, %d decided with 60 digits%n",
                f.operation, sweep.arguments(), sweep.maxErrorUlps(), sweep.askedExactly());
        assertThat(sweep.wrong()).isEmpty();
        assertThat(sweep.maxErrorUlps()).isBetween(0.4999, 0.5);
        assertThat(sweep.arguments()).isEqualTo(END - f.leastArgument());
    }

    @Test
    void everySquareRootIsRoundedCorrectly() {
        long wrong = LongStream.range(0, END)
                .parallel()
                .filter(a -> {
                    long root = Q16.squareRoot((int) a);
                    long square = a << 16;
                    // (root - 1/2)^2 < square < (root + 1/2)^2, times four, on integers.
                    return 4 * square >= (2 * root + 1) * (2 * root + 1)
                            || (root > 0 && 4 * square <= (2 * root - 1) * (2 * root - 1));
                })
                .count();
        System.out.printf("Q16.squareRoot: %d arguments, %d wrong%n", END, wrong);
        assertThat(wrong).isZero();
    }
}
