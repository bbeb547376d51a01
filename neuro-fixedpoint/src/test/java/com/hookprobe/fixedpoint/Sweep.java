package com.hookprobe.fixedpoint;

import java.math.BigDecimal;
import java.util.stream.LongStream;

/**
 * What an {@link Elementary} function does over a range of arguments.
 *
 * @param arguments how many were tried
 * @param maxErrorUlps the greatest distance from the truth, after the truth was saturated
 * @param askedExactly how many came so near to a tie that 60 digits had to decide
 * @param wrong the first result that is not the nearest number, as text; empty when there is none
 */
record Sweep(long arguments, double maxErrorUlps, long askedExactly, String wrong) {
    static final Sweep NOTHING = new Sweep(0, 0, 0, "");

    private static final long CHUNK = 1 << 16;
    private static final BigDecimal HALF = new BigDecimal("0.5");

    /** All of from, from + stride, ... up to and without {@code end}. */
    static Sweep of(Elementary f, long from, long end, long stride) {
        long step = stride * CHUNK;
        return LongStream.range(0, (end - from + step - 1) / step)
                .parallel()
                .mapToObj(i -> chunk(f, from + i * step, Math.min(end, from + (i + 1) * step), stride))
                .reduce(NOTHING, Sweep::and);
    }

    Sweep and(Sweep other) {
        return new Sweep(
                arguments + other.arguments,
                Math.max(maxErrorUlps, other.maxErrorUlps),
                askedExactly + other.askedExactly,
                wrong.isEmpty() ? other.wrong : wrong);
    }

    /** As {@link #of}, on this thread. */
    static Sweep chunk(Elementary f, long from, long end, long stride) {
        double worst = 0;
        long asked = 0;
        long count = 0;
        String wrong = "";
        int before = f.function.applyAsInt((int) Math.max(from - 1, f.leastArgument()));
        for (long at = from; at < end; at += stride) {
            int x = (int) at;
            int found = f.function.applyAsInt(x);
            double truth = Math.min(Q16.MAX, f.quickUlps.applyAsDouble(x));
            double error = Math.abs(found - truth);
            count++;
            if (error > 0.5 - f.guardUlps && error < 0.5 + f.guardUlps) {
                error = exactError(f, x, found);
                asked++;
            }
            worst = Math.max(worst, error);
            boolean rightWay = Integer.compare(found, before) * f.direction >= 0;
            // Written so that an oracle which is no number is found as well.
            if (!(error <= 0.5 && rightWay) && wrong.isEmpty()) {
                wrong = f.operation + " of " + x + " ulp: found " + found + " ulp, true value " + truth
                        + " ulp, result at the argument before " + before + " ulp";
            }
            before = found;
        }
        return new Sweep(count, worst, asked, wrong);
    }

    /** Rounded away from one half, so that the answer is above 0.5 only if the exact error is. */
    private static double exactError(Elementary f, int x, int found) {
        BigDecimal truth = f.exact.apply(Oracle.number(x)).multiply(BigDecimal.valueOf(65536));
        BigDecimal error = truth.subtract(BigDecimal.valueOf(found)).abs();
        return error.compareTo(HALF) > 0 ? Math.nextUp(0.5) : Math.min(error.doubleValue(), 0.5);
    }
}
