package com.hookprobe.qsecbit.model;

import java.util.Arrays;

/**
 * Binary trees over a vector, as arrays. Immutable.
 *
 * <p>The nodes of a tree stand in pre-order: a left child follows its parent, so there is one layout only for one tree
 * and no way to write a cycle. A vector goes left when its number is at most the threshold. Every node, not only a leaf,
 * holds one integer per output; what a step from parent to child adds is its feature's share of the result (Saabas
 * 2014), and since these are integers the shares add up exactly. Sums of integers and comparisons of doubles are the
 * same on every machine.
 */
final class TreeEnsemble {
    static final int TREES_MAX = 2_000;
    static final int NODES_MAX = 1_000_000;
    static final int DEPTH_MAX = 64;
    /** The feature of a leaf. */
    static final int LEAF = 0xffff;
    /** A whole, in the units of node values. */
    static final int ONE = 65_535;

    private final int outputs;
    private final int[] roots;
    private final int[] feature;
    private final double[] threshold;
    private final int[] right;
    private final int[] values;

    /**
     * Takes arrays that nobody else writes to.
     *
     * @throws MalformedModelException when they are not trees in pre-order over so many features
     */
    TreeEnsemble(int outputs, int features, int[] roots, int[] feature, double[] threshold, int[] right, int[] values)
            throws MalformedModelException {
        this.outputs = outputs;
        this.roots = roots;
        this.feature = feature;
        this.threshold = threshold;
        this.right = right;
        this.values = values;
        check(features);
    }

    private void check(int features) throws MalformedModelException {
        int nodes = feature.length;
        require(roots.length >= 1 && roots.length <= TREES_MAX, "1 to " + TREES_MAX + " trees", roots.length);
        require(nodes <= NODES_MAX, "at most " + NODES_MAX + " nodes", nodes);
        require(outputs >= 1 && values.length == nodes * outputs, outputs + " values for each node", values.length);
        int[] pending = new int[DEPTH_MAX + 1];
        for (int tree = 0; tree < roots.length; tree++) {
            int end = tree + 1 < roots.length ? roots[tree + 1] : nodes;
            require(roots[0] == 0 && roots[tree] < end, "trees one after the other", roots[tree]);
            int depth = 0;
            for (int node = roots[tree]; node < end; node++) {
                if (feature[node] == LEAF) {
                    require(right[node] == 0 && threshold[node] == 0, "a leaf without threshold", right[node]);
                    boolean last = depth == 0;
                    require(last == (node + 1 == end), "a tree to end with its last leaf", node);
                    if (!last) {
                        require(pending[--depth] == node + 1, "a right child after the left one", pending[depth]);
                    }
                } else {
                    require(feature[node] < features, "a feature below " + features, feature[node]);
                    require(Double.isFinite(threshold[node]), "a finite threshold at node", node);
                    require(right[node] > node + 1 && right[node] < end, "a right child in its tree", right[node]);
                    require(depth < DEPTH_MAX, "a depth of at most " + DEPTH_MAX, depth + 1);
                    pending[depth++] = right[node];
                }
            }
        }
        for (int value : values) {
            require(value >= 0 && value <= ONE, "a value in 0.." + ONE, value);
        }
    }

    private static void require(boolean held, String expected, int found) throws MalformedModelException {
        if (!held) {
            throw new MalformedModelException("expected " + expected + "; found " + found);
        }
    }

    int trees() {
        return roots.length;
    }

    int nodes() {
        return feature.length;
    }

    int outputs() {
        return outputs;
    }

    /** Adds up the leaves that a vector reaches, one sum per output. */
    long[] sums(double[] vector) {
        long[] sums = new long[outputs];
        for (int root : roots) {
            int node = root;
            while (feature[node] != LEAF) {
                node = next(node, vector);
            }
            for (int output = 0; output < outputs; output++) {
                sums[output] += values[node * outputs + output];
            }
        }
        return sums;
    }

    /** The sum of one output. */
    long sum(double[] vector, int output) {
        long sum = 0;
        for (int root : roots) {
            int node = root;
            while (feature[node] != LEAF) {
                node = next(node, vector);
            }
            sum += values[node * outputs + output];
        }
        return sum;
    }

    /** What each feature adds to the sum of an output; with {@link #base} they make exactly that sum. */
    long[] contributions(double[] vector, int output) {
        long[] shares = new long[vector.length];
        for (int root : roots) {
            int node = root;
            while (feature[node] != LEAF) {
                int child = next(node, vector);
                shares[feature[node]] += values[child * outputs + output] - values[node * outputs + output];
                node = child;
            }
        }
        return shares;
    }

    /** The sum of an output over the roots: what is said of a vector before anything is known of it. */
    long base(int output) {
        long sum = 0;
        for (int root : roots) {
            sum += values[root * outputs + output];
        }
        return sum;
    }

    private int next(int node, double[] vector) {
        return vector[feature[node]] <= threshold[node] ? node + 1 : right[node];
    }

    /** The thresholds at which a feature is asked, ascending, without doubles. */
    double[] thresholds(int ofFeature) {
        double[] found = new double[feature.length];
        int count = 0;
        for (int node = 0; node < feature.length; node++) {
            if (feature[node] == ofFeature) {
                found[count++] = threshold[node];
            }
        }
        return Arrays.stream(found, 0, count).sorted().distinct().toArray();
    }

    int root(int tree) {
        return roots[tree];
    }

    int feature(int node) {
        return feature[node];
    }

    double threshold(int node) {
        return threshold[node];
    }

    int right(int node) {
        return right[node];
    }

    int value(int node, int output) {
        return values[node * outputs + output];
    }
}
