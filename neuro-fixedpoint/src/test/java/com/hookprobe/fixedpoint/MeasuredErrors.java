package com.hookprobe.fixedpoint;

import static com.hookprobe.fixedpoint.Exact.big;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/**
 * The greatest error of every operation in the table of the README, found anew; in ulp of Q16.16, where results are not
 * saturated, and as a plain number for the functions with other formats.
 */
final class MeasuredErrors {
    private static final int TRIES = 20_000;
    private static final double TAU_MICROS = 7200e6;

    private MeasuredErrors() {}

    static Map<String, DoubleSupplier> byOperation() {
        Map<String, DoubleSupplier> errors = new LinkedHashMap<>();
        scalars(errors);
        texts(errors);
        for (Elementary f : Elementary.values()) {
            boolean angle = f == Elementary.SIN || f == Elementary.COS;
            long from = Math.max(f.leastArgument(), -(18 << 16));
            errors.put(
                    f.operation,
                    () -> Sweep.of(f, from, angle ? 4 << 16 : 18 << 16, 1).maxErrorUlps());
        }
        vectors(errors);
        matrices(errors);
        errors.put("Sigmoid.valueQ32", MeasuredErrors::sigmoidTable);
        errors.put("ExpDecay.decayQ62", () -> decay(t -> ExpDecay.decayQ62(t) / 0x1p62, 1));
        errors.put("ExpDecay.learningRateQ48", () -> decay(t -> ExpDecay.learningRateQ48(t) / 0x1p48, 1e-4));
        return errors;
    }

    private static double greatest(ToDoubleFunction<SplittableRandom> error) {
        SplittableRandom random = new SplittableRandom(51);
        double worst = 0;
        for (int i = 0; i < TRIES; i++) {
            worst = Math.max(worst, error.applyAsDouble(random));
        }
        return worst;
    }

    private static int number(SplittableRandom random) {
        return (int) Exact.number(random, 31);
    }

    private static long nonZero(SplittableRandom random, int bits) {
        long number = Exact.number(random, bits);
        return number == 0 ? 1 : number;
    }

    private interface OfTwo {
        double error(int a, int b);
    }

    private static DoubleSupplier two(OfTwo operation) {
        return () -> greatest(random -> operation.error(number(random), number(random)));
    }

    private static Exact whole(BigInteger ulps) {
        return Exact.scaled(ulps, 0);
    }

    private static void scalars(Map<String, DoubleSupplier> errors) {
        errors.put("Q16.add", two((a, b) -> whole(big(a).add(big(b))).error(Q16.add(a, b))));
        errors.put("Q16.subtract", two((a, b) -> whole(big(a).subtract(big(b))).error(Q16.subtract(a, b))));
        errors.put("Q16.negate", two((a, b) -> whole(big(a).negate()).error(Q16.negate(a))));
        errors.put("Q16.abs", two((a, b) -> whole(big(a).abs()).error(Q16.abs(a))));
        errors.put(
                "Q16.multiply",
                two((a, b) -> Exact.scaled(big(a).multiply(big(b)), 16).error(Q16.multiply(a, b))));
        errors.put(
                "Q16.divide",
                () -> greatest(random -> {
                    int a = number(random);
                    int b = (int) nonZero(random, 31);
                    return Exact.ratio(big(a).shiftLeft(16), big(b)).error(Q16.divide(a, b));
                }));
        errors.put(
                "Q16.multiplyDivide",
                () -> greatest(random -> {
                    int a = number(random);
                    int b = number(random);
                    int c = (int) nonZero(random, 31);
                    return Exact.ratio(big(a).multiply(big(b)), big(c)).error(Q16.multiplyDivide(a, b, c));
                }));
        errors.put(
                "Q16.ratio",
                () -> greatest(random -> {
                    long n = Exact.number(random, 63);
                    long d = nonZero(random, 63);
                    return Exact.ratio(big(n).shiftLeft(16), big(d)).error(Q16.ratio(n, d));
                }));
        errors.put(
                "Q16.fromRaw",
                () -> greatest(random -> {
                    long raw = Exact.number(random, 63);
                    int bits = random.nextInt(64);
                    return Exact.scaled(big(raw).shiftLeft(16), bits).error(Q16.fromRaw(raw, bits));
                }));
        errors.put(
                "Q16.squareRoot",
                () -> greatest(random -> {
                    int a = random.nextInt() >>> 1;
                    // Exact on integers would need a root; the double has 53 bits for a root of 47.
                    return Math.abs(Q16.squareRoot(a) - StrictMath.sqrt(a * 65536.0));
                }));
    }

    private static void texts(Map<String, DoubleSupplier> errors) {
        errors.put(
                "Q16.toString",
                () -> greatest(random -> {
                    int a = number(random);
                    return Math.abs(new BigDecimal(Q16.toString(a))
                            .multiply(BigDecimal.valueOf(65536))
                            .subtract(BigDecimal.valueOf(a))
                            .doubleValue());
                }));
        errors.put(
                "Q16.parse",
                () -> greatest(random -> {
                    long units = random.nextLong() % 32_767_000_000_000L; // with nine digits after the point
                    String text = BigDecimal.valueOf(units, 9).toPlainString();
                    return Exact.ratio(big(units).shiftLeft(16), BigInteger.TEN.pow(9))
                            .error(Q16.parse(text));
                }));
    }

    private interface OnVectors {
        int[] apply(int factor, int[] x, int[] y);
    }

    private interface TruthAt {
        Exact at(BigInteger factor, BigInteger x, BigInteger y);
    }

    /** Four numbers at once, each with its own truth. */
    private static DoubleSupplier elements(OnVectors operation, TruthAt truth) {
        return () -> greatest(random -> {
            int factor = number(random);
            int[] x = Exact.vector(random, 4, 31);
            int[] y = Exact.vector(random, 4, 31);
            int[] out = operation.apply(factor, x, y.clone());
            double worst = 0;
            for (int i = 0; i < 4; i++) {
                worst = Math.max(
                        worst, truth.at(big(factor), big(x[i]), big(y[i])).error(out[i]));
            }
            return worst;
        });
    }

    private static void vectors(Map<String, DoubleSupplier> errors) {
        errors.put(
                "Q16Vector.dot",
                () -> greatest(random -> {
                    int[] x = Exact.vector(random, 5, 24);
                    int[] y = Exact.vector(random, 5, 24);
                    return dot(x, 0, 1, y, 5).error(Q16Vector.dot(x, 0, y, 0, 5));
                }));
        errors.put(
                "Q16Vector.sum",
                () -> greatest(random -> {
                    int[] x = Exact.vector(random, 5, 31);
                    BigInteger sum = BigInteger.ZERO;
                    for (int a : x) {
                        sum = sum.add(big(a));
                    }
                    return sum.subtract(big(Q16Vector.sum(x, 0, 5))).abs().doubleValue();
                }));
        errors.put(
                "Q16Vector.add",
                elements(
                        (f, x, y) -> inPlace(y, () -> Q16Vector.add(x, 0, y, 0, y, 0, 4)),
                        (f, x, y) -> whole(x.add(y))));
        errors.put(
                "Q16Vector.subtract",
                elements(
                        (f, x, y) -> inPlace(y, () -> Q16Vector.subtract(x, 0, y, 0, y, 0, 4)),
                        (f, x, y) -> whole(x.subtract(y))));
        errors.put(
                "Q16Vector.relu",
                elements(
                        (f, x, y) -> inPlace(y, () -> Q16Vector.relu(x, 0, y, 0, 4)),
                        (f, x, y) -> whole(x.max(BigInteger.ZERO))));
        errors.put(
                "Q16Vector.scale",
                elements(
                        (f, x, y) -> inPlace(y, () -> Q16Vector.scale(f, x, 0, y, 0, 4)),
                        (f, x, y) -> Exact.scaled(f.multiply(x), 16)));
        errors.put(
                "Q16Vector.axpy",
                elements(
                        (f, x, y) -> inPlace(y, () -> Q16Vector.axpy(f, x, 0, y, 0, 4)),
                        (f, x, y) -> Exact.scaled(y.shiftLeft(16).add(f.multiply(x)), 16)));
        errors.put(
                "Q16Vector.multiply",
                elements(
                        (f, x, y) -> inPlace(y, () -> Q16Vector.multiply(x, 0, y, 0, y, 0, 4)),
                        (f, x, y) -> Exact.scaled(x.multiply(y), 16)));
        errors.put(
                "Q16Vector.leakyRelu",
                elements(
                        (f, x, y) -> inPlace(y, () -> Q16Vector.leakyRelu(f, x, 0, y, 0, 4)),
                        (f, x, y) -> x.signum() < 0 ? Exact.scaled(f.multiply(x), 16) : whole(x)));
    }

    private static int[] inPlace(int[] y, Runnable operation) {
        operation.run();
        return y;
    }

    private static Exact dot(int[] x, int at, int step, int[] y, int length) {
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i < length; i++) {
            sum = sum.add(big(x[at + i * step]).multiply(big(y[i])));
        }
        return Exact.scaled(sum, 16);
    }

    private static void matrices(Map<String, DoubleSupplier> errors) {
        errors.put(
                "Q16Matrix.multiply",
                () -> greatest(random -> {
                    int[] matrix = Exact.vector(random, 6, 24);
                    int[] x = Exact.vector(random, 3, 24);
                    int[] out = new int[2];
                    Q16Matrix.multiply(matrix, 0, 2, 3, x, 0, out, 0);
                    return Math.max(
                            dot(matrix, 0, 1, x, 3).error(out[0]),
                            dot(matrix, 3, 1, x, 3).error(out[1]));
                }));
        errors.put(
                "Q16Matrix.multiplyTransposed",
                () -> greatest(random -> {
                    int[] matrix = Exact.vector(random, 6, 24);
                    int[] y = Exact.vector(random, 3, 24);
                    int[] out = new int[2];
                    Q16Matrix.multiplyTransposed(matrix, 0, 3, 2, y, 0, new long[2], new long[2], out, 0);
                    return Math.max(
                            dot(matrix, 0, 2, y, 3).error(out[0]),
                            dot(matrix, 1, 2, y, 3).error(out[1]));
                }));
        errors.put(
                "Q16Matrix.rankOneUpdate",
                elements(
                        (f, x, y) -> {
                            for (int i = 0; i < 4; i++) {
                                Q16Matrix.rankOneUpdate(f, x, i, x, i, new long[1], y, i, 1, 1);
                            }
                            return y;
                        },
                        (f, x, y) ->
                                Exact.scaled(y.shiftLeft(32).add(f.multiply(x).multiply(x)), 32)));
    }

    private static double sigmoidTable() {
        double worst = 0;
        for (int z = -(17 << 16); z <= 17 << 16; z++) {
            double truth = 1 / (1 + StrictMath.exp(-z / 65536.0));
            worst = Math.max(worst, Math.abs(Sigmoid.valueQ32(z) / 0x1p32 - truth));
        }
        return worst;
    }

    private interface OfTime {
        double at(long deltaMicros);
    }

    private static double decay(OfTime found, double scale) {
        SplittableRandom random = new SplittableRandom(52);
        double worst = 0;
        for (int i = 0; i < 500_000; i++) {
            long delta = random.nextLong() >>> (25 + random.nextInt(39));
            double truth = scale * StrictMath.exp(-delta / TAU_MICROS);
            worst = Math.max(worst, Math.abs(found.at(delta) - truth));
        }
        return worst;
    }
}
