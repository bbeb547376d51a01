package com.hookprobe.qsecbit.model;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How odd a vector is: trees that cut at random places part an odd one from the rest after a few cuts (Liu, Ting, Zhou:
 * Isolation Forest, 2008). Immutable.
 *
 * <p>Path lengths are kept as whole numbers of 1/2048, so the mean over the trees is the same on every machine; the one
 * power at the end is {@link StrictMath}'s.
 */
final class IsolationForest {
    static final int SAMPLE_MAX = 256;
    private static final int TREES = 100;
    private static final int UNITS = 2048;
    private static final int DEPTH_MAX = 8;
    private static final double EULER = 0.5772156649015329;

    private final TreeEnsemble trees;
    private final int sample;

    /**
     * Of trees with one output.
     *
     * @param sample how many vectors each tree was grown on, 2 to 256
     */
    IsolationForest(TreeEnsemble trees, int sample) throws MalformedModelException {
        if (trees.outputs() != 1 || sample < 2 || sample > SAMPLE_MAX) {
            throw new MalformedModelException("expected an isolation forest with one output and a sample of 2.."
                    + SAMPLE_MAX + "; found " + trees.outputs() + " and " + sample);
        }
        this.trees = trees;
        this.sample = sample;
    }

    /** In (0, 1); above 0.6 is odd. */
    double score(double[] vector) {
        double mean = (double) trees.sum(vector, 0) / ((double) trees.trees() * UNITS);
        return StrictMath.pow(2, -mean / pathLength(sample));
    }

    TreeEnsemble trees() {
        return trees;
    }

    int sample() {
        return sample;
    }

    /**
     * Grows one, with the same trees for the same vectors in the same order and the same seed.
     *
     * @param vectors at least 2, normal ones
     */
    static IsolationForest grow(List<double[]> vectors, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int sample = Math.min(SAMPLE_MAX, vectors.size());
        int features = vectors.get(0).length;
        Growth growth = new Growth(random, features);
        int[] roots = new int[TREES];
        for (int tree = 0; tree < TREES; tree++) {
            roots[tree] = growth.feature.size();
            List<double[]> drawn = new ArrayList<>(sample);
            for (int i = 0; i < sample; i++) {
                drawn.add(vectors.get(random.nextInt(vectors.size())));
            }
            growth.grow(drawn, 0);
        }
        try {
            return new IsolationForest(growth.trees(roots, features), sample);
        } catch (MalformedModelException e) {
            throw new IllegalStateException("grown trees are trees", e);
        }
    }

    /** The mean length of a path in a search tree over so many, c(n) of the paper. */
    private static double pathLength(int count) {
        if (count <= 1) {
            return 0;
        }
        double harmonic = count == 2 ? 1 : StrictMath.log(count - 1.0) + EULER;
        return 2 * harmonic - 2 * (count - 1.0) / count;
    }

    private static final class Growth {
        final List<Integer> feature = new ArrayList<>();
        final List<Double> threshold = new ArrayList<>();
        final List<Integer> right = new ArrayList<>();
        final List<Integer> value = new ArrayList<>();
        private final SplittableRandom random;
        private final int features;

        Growth(SplittableRandom random, int features) {
            this.random = random;
            this.features = features;
        }

        void grow(List<double[]> vectors, int depth) {
            int node = feature.size();
            int length = (int) Math.round((depth + pathLength(vectors.size())) * UNITS);
            int cut = depth == DEPTH_MAX || vectors.size() <= 1 ? -1 : chooseFeature(vectors);
            feature.add(cut < 0 ? TreeEnsemble.LEAF : cut);
            right.add(0);
            value.add(length);
            threshold.add(0.0);
            if (cut < 0) {
                return;
            }
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (double[] vector : vectors) {
                low = Math.min(low, vector[cut]);
                high = Math.max(high, vector[cut]);
            }
            // Below the highest one, or a side would be empty.
            double at = Math.min(low + random.nextDouble() * (high - low), Math.nextDown(high));
            threshold.set(node, at);
            List<double[]> less = new ArrayList<>();
            List<double[]> more = new ArrayList<>();
            for (double[] vector : vectors) {
                (vector[cut] <= at ? less : more).add(vector);
            }
            grow(less, depth + 1);
            right.set(node, feature.size());
            grow(more, depth + 1);
        }

        /** A feature that differs among the vectors; one that is drawn and does not is skipped over. */
        private int chooseFeature(List<double[]> vectors) {
            int first = random.nextInt(features);
            for (int i = 0; i < features; i++) {
                int candidate = (first + i) % features;
                double reference = vectors.get(0)[candidate];
                for (double[] vector : vectors) {
                    if (vector[candidate] != reference) {
                        return candidate;
                    }
                }
            }
            return -1;
        }

        TreeEnsemble trees(int[] roots, int features) throws MalformedModelException {
            return new TreeEnsemble(
                    1,
                    features,
                    roots,
                    feature.stream().mapToInt(Integer::intValue).toArray(),
                    threshold.stream().mapToDouble(Double::doubleValue).toArray(),
                    right.stream().mapToInt(Integer::intValue).toArray(),
                    value.stream().mapToInt(Integer::intValue).toArray());
        }
    }
}
