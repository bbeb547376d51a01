package com.hookprobe.fixedpoint;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** Elementary functions on decimals with 60 digits, from their series; they share nothing with the main code. */
final class Oracle {
    private static final MathContext DIGITS = new MathContext(80);
    private static final BigDecimal TINY = new BigDecimal("1e-75");
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigDecimal HALF = new BigDecimal("0.5");

    static final BigDecimal LN_2 = ln(TWO);
    static final BigDecimal PI = arctanOfInverse(5)
            .multiply(BigDecimal.valueOf(16))
            .subtract(arctanOfInverse(239).multiply(BigDecimal.valueOf(4)));

    private Oracle() {}

    /** The number that a Q16.16 integer stands for. */
    static BigDecimal number(long raw) {
        return BigDecimal.valueOf(raw).divide(BigDecimal.valueOf(65536));
    }

    static BigDecimal exp(BigDecimal x) {
        BigDecimal part = x;
        int halvings = 0;
        while (part.abs().compareTo(HALF) > 0) {
            part = part.divide(TWO, DIGITS);
            halvings++;
        }
        BigDecimal sum = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        for (int n = 1; term.abs().compareTo(TINY) > 0; n++) {
            term = term.multiply(part, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        for (int i = 0; i < halvings; i++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return sum;
    }

    static BigDecimal exp2(BigDecimal x) {
        int twos = x.setScale(0, RoundingMode.FLOOR).intValueExact();
        BigDecimal power = TWO.pow(twos, DIGITS);
        // A power of two stays exact, so that a tie is seen as one.
        return power.multiply(exp(x.subtract(BigDecimal.valueOf(twos)).multiply(LN_2, DIGITS)), DIGITS);
    }

    /** Twos are taken out, then 2 artanh((x - 1) / (x + 1)). */
    static BigDecimal ln(BigDecimal x) {
        BigDecimal part = x;
        int twos = 0;
        while (part.compareTo(TWO) > 0) {
            part = part.divide(TWO, DIGITS);
            twos++;
        }
        while (part.compareTo(BigDecimal.ONE) < 0) {
            part = part.multiply(TWO, DIGITS);
            twos--;
        }
        BigDecimal s = part.subtract(BigDecimal.ONE).divide(part.add(BigDecimal.ONE), DIGITS);
        BigDecimal squared = s.multiply(s, DIGITS);
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal power = s;
        for (int n = 1; power.abs().compareTo(TINY) > 0; n += 2) {
            sum = sum.add(power.divide(BigDecimal.valueOf(n), DIGITS), DIGITS);
            power = power.multiply(squared, DIGITS);
        }
        BigDecimal ln = sum.multiply(TWO);
        return twos == 0 ? ln : ln.add(LN_2.multiply(BigDecimal.valueOf(twos)), DIGITS);
    }

    static BigDecimal log2(BigDecimal x) {
        return ln(x).divide(LN_2, DIGITS);
    }

    static BigDecimal sigmoid(BigDecimal x) {
        return BigDecimal.ONE.divide(BigDecimal.ONE.add(exp(x.negate())), DIGITS);
    }

    static BigDecimal tanh(BigDecimal x) {
        BigDecimal e = exp(x.multiply(TWO));
        return e.subtract(BigDecimal.ONE).divide(e.add(BigDecimal.ONE), DIGITS);
    }

    static BigDecimal sin(BigDecimal x) {
        return series(x, true);
    }

    static BigDecimal cos(BigDecimal x) {
        return series(x, false);
    }

    private static BigDecimal series(BigDecimal x, boolean odd) {
        BigDecimal turn = PI.multiply(TWO);
        BigInteger turns = x.divide(turn, 0, RoundingMode.HALF_EVEN).toBigInteger();
        BigDecimal angle = x.subtract(turn.multiply(new BigDecimal(turns)));
        BigDecimal squared = angle.multiply(angle, DIGITS).negate();
        BigDecimal term = odd ? angle : BigDecimal.ONE;
        BigDecimal sum = term;
        for (int n = odd ? 2 : 1; term.abs().compareTo(TINY) > 0; n += 2) {
            term = term.multiply(squared, DIGITS).divide(BigDecimal.valueOf((long) n * (n + 1)), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum;
    }

    private static BigDecimal arctanOfInverse(int n) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal power = BigDecimal.ONE.divide(BigDecimal.valueOf(n), DIGITS);
        BigDecimal squared = BigDecimal.valueOf((long) n * n).negate();
        for (int k = 1; power.abs().compareTo(TINY) > 0; k += 2) {
            sum = sum.add(power.divide(BigDecimal.valueOf(k), DIGITS), DIGITS);
            power = power.divide(squared, DIGITS);
        }
        return sum;
    }
}
