package com.hookprobe.qsecbit.model.train;

import com.hookprobe.qsecbit.model.AttackClass;
import com.hookprobe.qsecbit.model.ForestBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.tribuo.Example;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Tribuo;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.common.tree.LeafNode;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.common.tree.SplitNode;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.ensemble.WeightedEnsembleModel;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Grows a random forest (Breiman 2001) with Tribuo and takes its trees over into our own form. Tribuo's trainer runs on
 * one thread and draws from a generator that the seed sets, so the same rows and seed give the same trees, however many
 * processors there are.
 */
final class ForestTrainer {
    /** What grew the trees, for a model's provenance. */
    static final String TRAINER = "tribuo " + Tribuo.VERSION + " random forest";

    private static final int DEPTH_MAX = 32;
    /** Tribuo numbers features by the order of their names: names of equal length keep ours. */
    private static final int FIRST_NAME = 1_000;
    /** Trees are grown in groups, each with a seed of its own, so that several processors can share the work. */
    private static final int GROUP_TREES = 8;
    /** Tribuo tells each tree that it begins. The field keeps the logger: a log manager lets go of one that nobody holds. */
    private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

    static {
        TRIBUO.setLevel(Level.WARNING);
    }

    private static final LabelFactory LABELS = new LabelFactory();

    private final int trees;
    private final long seed;

    /**
     * A trainer that may be used again.
     *
     * @param trees how many
     */
    ForestTrainer(int trees, long seed) {
        this.trees = trees;
        this.seed = seed;
    }

    /** Grows a forest; the rows hold at least two of the classes. */
    ForestBuilder grow(int features, List<AttackClass> classes, List<LabelledRow> rows) {
        String[] names = new String[features];
        for (int i = 0; i < features; i++) {
            names[i] = "f" + (FIRST_NAME + i);
        }
        List<List<Model<Label>>> groups = IntStream.range(0, (trees + GROUP_TREES - 1) / GROUP_TREES)
                .parallel()
                .mapToObj(group -> group(names, rows, group))
                .toList();
        ForestBuilder forest = new ForestBuilder(features, classes);
        for (List<Model<Label>> group : groups) {
            for (Model<Label> tree : group) {
                forest.tree();
                take(((TreeModel<Label>) tree).getRoot(), tree.getFeatureIDMap(), classes, forest);
            }
        }
        return forest;
    }

    private List<Model<Label>> group(String[] names, List<LabelledRow> rows, int group) {
        // Training marks a data set as used, so each group has its own.
        MutableDataset<Label> data = new MutableDataset<>(new SimpleDataSourceProvenance("rows", LABELS), LABELS);
        rows.forEach(row -> data.add(example(names, row)));
        long groupSeed = seed * 1_000_003 + group;
        float share = (float) Math.min(1, 2 / Math.sqrt(names.length));
        CARTClassificationTrainer cart =
                new CARTClassificationTrainer(DEPTH_MAX, 1f, 0f, share, false, new GiniIndex(), groupSeed);
        int size = Math.min(GROUP_TREES, trees - group * GROUP_TREES);
        RandomForestTrainer<Label> trainer = new RandomForestTrainer<>(cart, new VotingCombiner(), size, groupSeed);
        return ((WeightedEnsembleModel<Label>) trainer.train(data)).getModels();
    }

    private static Example<Label> example(String[] names, LabelledRow row) {
        List<String> set = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            // Tribuo takes an absent feature for 0, and is faster for it.
            if (row.vector()[i] != 0) {
                set.add(names[i]);
                values.add(row.vector()[i]);
            }
        }
        double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
        return new ArrayExample<>(new Label(row.label().name()), set.toArray(String[]::new), numbers);
    }

    private static void take(
            Node<Label> node, ImmutableFeatureMap map, List<AttackClass> classes, ForestBuilder forest) {
        if (node instanceof SplitNode<Label> split) {
            int feature =
                    Integer.parseInt(map.get(split.getFeatureID()).getName().substring(1)) - FIRST_NAME;
            int at = forest.split(feature, split.splitValue());
            take(split.getLessThanOrEqual(), map, classes, forest);
            forest.right(at);
            take(split.getGreaterThan(), map, classes, forest);
        } else if (node instanceof LeafNode<Label> leaf) {
            double[] shares = new double[classes.size()];
            Map<String, Label> distribution = leaf.getDistribution();
            for (int i = 0; i < shares.length; i++) {
                Label label = distribution.get(classes.get(i).name());
                shares[i] = label == null ? 0 : label.getScore();
            }
            forest.leaf(shares);
        } else {
            throw new IllegalStateException("a node is a split or a leaf, got " + node.getClass());
        }
    }
}
