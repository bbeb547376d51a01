package com.hookprobe.qsecbit.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Reads the content of a model's file. Every count is held against the bytes that are left before memory is taken. */
final class ModelReader {
    private final ByteBuffer in;

    ModelReader(byte[] content) {
        in = ByteBuffer.wrap(content);
    }

    AttackModel model() throws MalformedModelException {
        bytes(ModelFile.MAGIC.length);
        int version = u16();
        if (version != ModelFile.VERSION) {
            throw new MalformedModelException(
                    "model version " + version + " is not known; expected " + ModelFile.VERSION + ": train it again");
        }
        FeatureSchema schema = FeatureSchema.of(text());
        if (!Arrays.equals(schema.hash(), bytes(ModelFile.HASH_BYTES))) {
            throw new MalformedModelException("the model was trained on other features than this version's schema "
                    + schema.name() + "; train it again");
        }
        Provenance provenance = provenance();
        List<AttackClass> classes = classes();
        AttackModel.Thresholds thresholds = thresholds();
        int[] steps = new int[Calibration.STEPS];
        for (int step = 0; step < steps.length; step++) {
            steps[step] = u16();
        }
        TreeEnsemble forest = trees(schema.size());
        int sample = u16();
        IsolationForest isolation = new IsolationForest(trees(schema.size()), sample);
        if (in.hasRemaining()) {
            throw new MalformedModelException("expected the end of the model; found " + in.remaining() + " bytes more");
        }
        return new AttackModel(schema, classes, forest, isolation, thresholds, new Calibration(steps), provenance);
    }

    private Provenance provenance() throws MalformedModelException {
        String trainer = text();
        String source = text();
        String hash = HexFormat.of().formatHex(bytes(ModelFile.HASH_BYTES));
        need(18);
        int rows = in.getInt();
        int madeRows = in.getInt();
        long seed = in.getLong();
        int rounds = u8();
        int count = u8();
        List<Provenance.Metric> metrics = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                metrics.add(new Provenance.Metric(text(), real()));
            }
            return new Provenance(trainer, source, hash, rows, madeRows, seed, rounds, metrics);
        } catch (IllegalArgumentException e) {
            throw new MalformedModelException("provenance: " + e.getMessage());
        }
    }

    private List<AttackClass> classes() throws MalformedModelException {
        int count = u8();
        List<AttackClass> classes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            AttackClass one = AttackClass.of(u8());
            if (!classes.isEmpty()
                    && one.code() <= classes.get(classes.size() - 1).code()) {
                throw new MalformedModelException("expected classes in ascending order; found " + one.text() + " last");
            }
            classes.add(one);
        }
        return classes;
    }

    private AttackModel.Thresholds thresholds() throws MalformedModelException {
        double attack = real();
        double anomaly = real();
        try {
            return new AttackModel.Thresholds(attack, anomaly);
        } catch (IllegalArgumentException e) {
            throw new MalformedModelException(String.valueOf(e.getMessage()));
        }
    }

    private TreeEnsemble trees(int features) throws MalformedModelException {
        int outputs = u8();
        int count = u16();
        if (count == 0 || count > TreeEnsemble.TREES_MAX || outputs == 0) {
            throw new MalformedModelException("expected 1 to " + TreeEnsemble.TREES_MAX + " trees with outputs; found "
                    + count + " with " + outputs);
        }
        int[] roots = new int[count];
        long nodes = 0;
        for (int tree = 0; tree < count; tree++) {
            need(Integer.BYTES);
            int size = in.getInt();
            roots[tree] = (int) nodes;
            nodes += size;
            if (size < 1 || nodes > TreeEnsemble.NODES_MAX) {
                throw new MalformedModelException("expected at most " + TreeEnsemble.NODES_MAX
                        + " nodes, at least one in a tree; found " + size + " in tree " + tree);
            }
        }
        int total = (int) nodes;
        // The least that a node takes.
        need(Math.multiplyExact(total, Short.BYTES * (1 + outputs)));
        int[] feature = new int[total];
        double[] threshold = new double[total];
        int[] right = new int[total];
        int[] values = new int[total * outputs];
        for (int node = 0; node < total; node++) {
            feature[node] = u16();
            if (feature[node] != TreeEnsemble.LEAF) {
                threshold[node] = real();
                need(Integer.BYTES);
                right[node] = node + in.getInt();
            }
            for (int output = 0; output < outputs; output++) {
                values[node * outputs + output] = u16();
            }
        }
        return new TreeEnsemble(outputs, features, roots, feature, threshold, right, values);
    }

    private String text() throws MalformedModelException {
        String text = new String(bytes(u8()), StandardCharsets.ISO_8859_1);
        if (text.isEmpty()
                || text.length() > Provenance.TEXT_CHARS_MAX
                || text.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new MalformedModelException(
                    "expected 1 to " + Provenance.TEXT_CHARS_MAX + " printable ASCII characters");
        }
        return text;
    }

    /** A finite number, of the two zeros only the one without sign. */
    private double real() throws MalformedModelException {
        need(Double.BYTES);
        double value = in.getDouble();
        if (!Double.isFinite(value) || Double.doubleToRawLongBits(value) == Long.MIN_VALUE) {
            throw new MalformedModelException("expected a finite number; found " + value);
        }
        return value;
    }

    private int u8() throws MalformedModelException {
        need(1);
        return in.get() & 0xff;
    }

    private int u16() throws MalformedModelException {
        need(Short.BYTES);
        return in.getShort() & 0xffff;
    }

    private byte[] bytes(int count) throws MalformedModelException {
        need(count);
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    private void need(int count) throws MalformedModelException {
        if (in.remaining() < count) {
            throw new MalformedModelException("the model ends too soon: expected " + count + " bytes more at "
                    + in.position() + "; found " + in.remaining());
        }
    }
}
