package com.hookprobe.qsecbit.learning;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.Hashing;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.model.Feature;
import com.hookprobe.qsecbit.model.FeatureSchema;
import com.hookprobe.qsecbit.model.Schemas;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What the weights of a model stand for (LEARNING 1): every number falls into one of the bins of its feature, every indicator is a bin,
 * and each bin has a weight. The lowest bin of a feature, mostly the number 0, has none: it is what the others are compared with, and
 * a feature that a sensor does not tell weighs nothing. The edges are fixed and public; nothing in them comes from data. Immutable.
 */
public final class Layout {
    private static final Map<String, Layout> ALL =
            Map.of("kdd", new Layout(Schemas.KDD), "flow", new Layout(Schemas.FLOW));

    private final FeatureSchema schema;
    private final int[] firstBin;
    private final double[][] edges;
    private final int size;
    private final Bytes32 hash;

    private Layout(FeatureSchema schema) {
        this.schema = schema;
        int features = schema.size();
        firstBin = new int[features];
        edges = new double[features][];
        StringBuilder text = new StringBuilder(schema.name());
        // Bin 0 is in every list: how likely an attack is when nothing is known.
        int next = 1;
        for (int i = 0; i < features; i++) {
            Feature feature = schema.features().get(i);
            firstBin[i] = next;
            edges[i] = BinEdges.of(feature);
            text.append('\n').append(feature.name());
            for (double edge : edges[i]) {
                text.append(' ').append(Double.toString(edge));
            }
            next += Math.max(1, edges[i].length);
        }
        size = next;
        hash = Hashing.sha256(
                LearningLabels.LAYOUT, schema.hash(), text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** Of a schema's vectors. */
    public static Layout of(FeatureSchema schema) {
        Layout layout = ALL.get(schema.name());
        if (layout == null || layout.schema != schema) {
            throw new IllegalArgumentException("no layout for schema " + schema.name());
        }
        return layout;
    }

    /**
     * By a schema's name.
     *
     * @throws MalformedException when there is none of that name
     */
    static Layout named(String name) throws MalformedException {
        Layout layout = ALL.get(name);
        if (layout == null) {
            throw new MalformedException("schema: expected kdd or flow; found " + name);
        }
        return layout;
    }

    /** What its vectors hold. */
    public FeatureSchema schema() {
        return schema;
    }

    /** How many weights a model has. */
    public int size() {
        return size;
    }

    /** Over the schema and all edges. */
    public Bytes32 hash() {
        return hash;
    }

    /**
     * The bins that a vector falls into, ascending.
     *
     * @throws IllegalArgumentException when it has another length or holds what is not a number
     */
    public int[] bins(double[] vector) {
        check(vector);
        return IntStream.concat(
                        IntStream.of(0),
                        IntStream.range(0, vector.length)
                                .filter(i -> level(i, vector[i]) > 0)
                                .map(i -> bin(i, level(i, vector[i]))))
                .toArray();
    }

    void check(double[] vector) {
        if (vector.length != schema.size()) {
            throw new IllegalArgumentException(
                    "a vector of schema " + schema.name() + " has " + schema.size() + " numbers, got " + vector.length);
        }
        for (double number : vector) {
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException("a vector holds finite numbers, got " + number);
            }
        }
    }

    /** How many edges of a feature a number has reached; of an indicator 1 when it is set. */
    int level(int feature, double value) {
        if (isIndicator(feature)) {
            return value > 0 ? 1 : 0;
        }
        int level = 0;
        while (level < edges[feature].length && value >= edges[feature][level]) {
            level++;
        }
        return level;
    }

    /** The bin of a level from 1 on. */
    int bin(int feature, int level) {
        return firstBin[feature] + level - 1;
    }

    /** True for a feature that is one of a group of indicators. */
    boolean isIndicator(int feature) {
        return edges[feature].length == 0;
    }

    /** Of which feature a bin is, and from where to where it goes, for people. */
    public String describe(int bin) {
        if (bin == 0) {
            return "always";
        }
        int feature = schema.size() - 1;
        while (firstBin[feature] > bin) {
            feature--;
        }
        Feature of = schema.features().get(feature);
        if (isIndicator(feature)) {
            return of.name();
        }
        int level = bin - firstBin[feature] + 1;
        List<String> ends = new ArrayList<>();
        for (double edge : edges[feature]) {
            ends.add(Double.toString(StrictMath.round(of.raw(edge) * 1000) / 1000.0));
        }
        return of.name() + " from " + ends.get(level - 1) + (level == ends.size() ? "" : " below " + ends.get(level));
    }
}
