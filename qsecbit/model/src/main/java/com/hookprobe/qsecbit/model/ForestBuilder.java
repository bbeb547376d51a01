package com.hookprobe.qsecbit.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes trees node by node, in pre-order, from whatever has grown them. Not thread-safe.
 *
 * <p>For a tree: {@link #tree()}, then its nodes; after the left side of a split {@link #right(int)}.
 */
public final class ForestBuilder {
    private final int features;
    private final List<AttackClass> classes;
    private final List<Integer> roots = new ArrayList<>();
    private final List<Integer> feature = new ArrayList<>();
    private final List<Double> threshold = new ArrayList<>();
    private final List<Integer> right = new ArrayList<>();
    private final List<int[]> values = new ArrayList<>();

    /** For vectors of so many features and these classes, normal first. */
    public ForestBuilder(int features, List<AttackClass> classes) {
        this.features = features;
        this.classes = List.copyOf(classes);
    }

    /** Begins a tree. */
    public void tree() {
        roots.add(feature.size());
    }

    /** A node that asks whether a feature is at most a threshold; its left child comes next. Returns its number. */
    public int split(int ofFeature, double atMost) {
        // One zero only, so that equal trees are equal bytes.
        return add(ofFeature, atMost + 0.0, new int[classes.size()]);
    }

    /** What comes next is the right child of this node. */
    public void right(int node) {
        right.set(node, feature.size());
    }

    /** A leaf with the share of each class, in whole units that make one. */
    public void leaf(double[] shares) {
        double total = 0;
        for (double share : shares) {
            total += share;
        }
        int[] units = new int[shares.length];
        int rest = TreeEnsemble.ONE;
        int largest = 0;
        for (int i = 0; i < units.length; i++) {
            units[i] = (int) (TreeEnsemble.ONE * (shares[i] / total));
            rest -= units[i];
            largest = shares[i] > shares[largest] ? i : largest;
        }
        units[largest] += rest;
        add(TreeEnsemble.LEAF, 0, units);
    }

    /** The vectors that the forest was grown on: they tell how much each side of a split weighs. */
    TreeEnsemble build(List<double[]> vectors) {
        long[] visits = new long[feature.size()];
        for (double[] vector : vectors) {
            for (int root : roots) {
                int node = root;
                visits[node]++;
                while (feature.get(node) != TreeEnsemble.LEAF) {
                    node = vector[feature.get(node)] <= threshold.get(node) ? node + 1 : right.get(node);
                    visits[node]++;
                }
            }
        }
        // Children stand behind their parents.
        for (int node = feature.size() - 1; node >= 0; node--) {
            if (feature.get(node) != TreeEnsemble.LEAF) {
                mean(node, visits);
            }
        }
        try {
            return new TreeEnsemble(
                    classes.size(),
                    features,
                    roots.stream().mapToInt(Integer::intValue).toArray(),
                    feature.stream().mapToInt(Integer::intValue).toArray(),
                    threshold.stream().mapToDouble(Double::doubleValue).toArray(),
                    right.stream().mapToInt(Integer::intValue).toArray(),
                    values.stream().flatMapToInt(Arrays::stream).toArray());
        } catch (MalformedModelException e) {
            throw new IllegalStateException("the trees that were given are none: " + e.getMessage(), e);
        }
    }

    private void mean(int node, long[] visits) {
        int[] left = values.get(node + 1);
        int[] other = values.get(right.get(node));
        // A row each, so that a side that no vector takes has no say and there is no division by 0.
        long leftWeight = visits[node + 1] + 1;
        long otherWeight = visits[right.get(node)] + 1;
        for (int i = 0; i < left.length; i++) {
            values.get(node)[i] = (int) ((left[i] * leftWeight + other[i] * otherWeight) / (leftWeight + otherWeight));
        }
    }

    private int add(int ofFeature, double at, int[] units) {
        feature.add(ofFeature);
        threshold.add(at);
        right.add(0);
        values.add(units);
        return feature.size() - 1;
    }
}
