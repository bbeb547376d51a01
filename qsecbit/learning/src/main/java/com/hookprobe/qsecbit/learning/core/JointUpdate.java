package com.hookprobe.qsecbit.learning.core;

import com.hookprobe.qsecbit.learning.Recipe;
import java.util.Arrays;

/**
 * How vectors of several owners become one (LEARNING 5.3 to 5.5). The caller gives them in one order, that of their owners' ids; all
 * sums are taken in that order, so every machine gets the same bits. Stateless.
 */
final class JointUpdate {
    /** A self-declared number of records counts at most so many times the median of all. */
    private static final double COUNT_CAP = 2;

    private static final int WEISZFELD_STEPS = 32;
    /** No distance counts as less: a point in the middle must not get all the weight. */
    private static final double NEAR = 1;

    private JointUpdate() {}

    /**
     * One vector of many.
     *
     * @param vectors at least 2 f + 1 of one length
     * @param counts about how many records stand behind each
     */
    static double[] of(double[][] vectors, double[] counts, Recipe recipe) {
        double[][] capped = capNorms(vectors);
        double[] weights = capCounts(counts);
        if (recipe.mixed()) {
            capped = mix(capped, weights, recipe.liars());
            Arrays.fill(weights, 1);
        }
        return switch (recipe.rule()) {
            case MEAN -> mean(capped, weights);
            case TRIMMED -> trimmed(capped, weights, recipe.liars());
            case MEDIAN -> geometricMedian(capped, weights);
        };
    }

    /** No vector is longer than the median one: a liar gains nothing by shouting. */
    static double[][] capNorms(double[][] vectors) {
        double[] norms = Arrays.stream(vectors)
                .mapToDouble(v -> StrictMath.sqrt(distanceSquared(v, new double[v.length])))
                .toArray();
        double cap = lowerMedian(norms);
        double[][] capped = new double[vectors.length][];
        for (int i = 0; i < capped.length; i++) {
            double factor = norms[i] > cap ? cap / norms[i] : 1;
            capped[i] = Arrays.stream(vectors[i]).map(x -> x * factor).toArray();
        }
        return capped;
    }

    static double[] capCounts(double[] counts) {
        double cap = Math.max(1, COUNT_CAP * lowerMedian(counts));
        return Arrays.stream(counts).map(c -> Math.max(1, Math.min(cap, c))).toArray();
    }

    /**
     * Each vector becomes the mean of the n - f that are nearest to it, itself among them (Allouah et al. 2023): sites that see
     * different attacks look less like liars then. Of equal distances the first owner's counts.
     */
    static double[][] mix(double[][] vectors, double[] weights, int liars) {
        int n = vectors.length;
        double[][] mixed = new double[n][];
        for (int i = 0; i < n; i++) {
            double[] from = vectors[i];
            Integer[] order = new Integer[n];
            double[] distances = new double[n];
            for (int j = 0; j < n; j++) {
                order[j] = j;
                distances[j] = distanceSquared(from, vectors[j]);
            }
            Arrays.sort(order, (a, b) -> Double.compare(distances[a], distances[b]));
            int[] near = Arrays.stream(order)
                    .limit(Math.max(1, n - liars))
                    .mapToInt(Integer::intValue)
                    .sorted()
                    .toArray();
            double[][] chosen = Arrays.stream(near).mapToObj(j -> vectors[j]).toArray(double[][]::new);
            mixed[i] = mean(
                    chosen, Arrays.stream(near).mapToDouble(j -> weights[j]).toArray());
        }
        return mixed;
    }

    static double[] mean(double[][] vectors, double[] weights) {
        double[] sum = new double[vectors[0].length];
        double total = 0;
        for (int i = 0; i < vectors.length; i++) {
            total += weights[i];
            for (int j = 0; j < sum.length; j++) {
                sum[j] += weights[i] * vectors[i][j];
            }
        }
        for (int j = 0; j < sum.length; j++) {
            sum[j] /= total;
        }
        return sum;
    }

    static double[] trimmed(double[][] vectors, double[] weights, int liars) {
        int n = vectors.length;
        double[] joint = new double[vectors[0].length];
        Integer[] order = new Integer[n];
        for (int j = 0; j < joint.length; j++) {
            int at = j;
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, (a, b) -> Double.compare(vectors[a][at], vectors[b][at]));
            double sum = 0;
            double total = 0;
            for (int i = liars; i < n - liars; i++) {
                sum += weights[order[i]] * vectors[order[i]][j];
                total += weights[order[i]];
            }
            joint[j] = sum / total;
        }
        return joint;
    }

    static double[] geometricMedian(double[][] vectors, double[] weights) {
        double[] centre = mean(vectors, weights);
        double[] pull = new double[vectors.length];
        for (int step = 0; step < WEISZFELD_STEPS; step++) {
            for (int i = 0; i < pull.length; i++) {
                pull[i] = weights[i] / Math.max(NEAR, StrictMath.sqrt(distanceSquared(vectors[i], centre)));
            }
            centre = mean(vectors, pull);
        }
        return centre;
    }

    private static double distanceSquared(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }

    /** The middle one; of two the lower. */
    private static double lowerMedian(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(sorted.length - 1) / 2];
    }
}
