package com.hookprobe.qsecbit.model;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A model as bytes: {@code docs/spec/model.md}, 2. One model has one form, so equal models are equal files.
 *
 * <pre>
 *  magic 8 | version 2 | schema name, hash 32 | provenance | classes | thresholds | calibration 32
 *  | forest | isolation sample 2, forest | SHA-256 32
 * </pre>
 */
public final class ModelFile {
    /** A file has at most so many bytes. */
    public static final int BYTES_MAX = 64 << 20;

    static final byte[] MAGIC = "HPMODEL1".getBytes(StandardCharsets.US_ASCII);
    static final int VERSION = 1;
    static final int HASH_BYTES = 32;

    private ModelFile() {}

    /** The one form of a model. */
    public static byte[] encode(AttackModel model) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(MAGIC);
            out.writeShort(VERSION);
            text(out, model.schema().name());
            out.write(model.schema().hash());
            provenance(out, model.provenance());
            out.writeByte(model.classes().size());
            for (AttackClass one : model.classes()) {
                out.writeByte(one.code());
            }
            out.writeDouble(model.thresholds().attack());
            out.writeDouble(model.thresholds().anomaly());
            for (int step = 0; step < Calibration.STEPS; step++) {
                out.writeShort(model.calibration().value(step));
            }
            trees(out, model.forest());
            out.writeShort(model.isolation().sample());
            trees(out, model.isolation().trees());
            out.flush();
            out.write(hash(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads the one form and nothing else.
     *
     * @throws MalformedModelException when the bytes are not a model of this version, or of other features
     */
    public static AttackModel decode(byte[] bytes) throws MalformedModelException {
        if (bytes.length > BYTES_MAX) {
            throw new MalformedModelException("a model has at most " + BYTES_MAX + " bytes, got " + bytes.length);
        }
        if (bytes.length < MAGIC.length + HASH_BYTES
                || !Arrays.equals(MAGIC, 0, MAGIC.length, bytes, 0, MAGIC.length)) {
            throw new MalformedModelException("not a model: it does not begin with HPMODEL1");
        }
        int end = bytes.length - HASH_BYTES;
        byte[] content = Arrays.copyOf(bytes, end);
        if (!Arrays.equals(hash(content), Arrays.copyOfRange(bytes, end, bytes.length))) {
            throw new MalformedModelException(
                    "the model's SHA-256 does not match its content: it is damaged or cut off");
        }
        return new ModelReader(content).model();
    }

    private static byte[] hash(byte[] content) {
        byte[] label = (ModelLabels.FILE + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(label, label.length + content.length);
        System.arraycopy(content, 0, all, label.length, content.length);
        return FeatureSchema.sha256(all);
    }

    private static void provenance(DataOutputStream out, Provenance from) throws IOException {
        text(out, from.trainer());
        text(out, from.source());
        out.write(HexFormat.of().parseHex(from.sourceHash()));
        out.writeInt(from.rows());
        out.writeInt(from.madeRows());
        out.writeLong(from.seed());
        out.writeByte(from.hardeningRounds());
        out.writeByte(from.metrics().size());
        for (Provenance.Metric metric : from.metrics()) {
            text(out, metric.name());
            out.writeDouble(metric.value());
        }
    }

    private static void trees(DataOutputStream out, TreeEnsemble trees) throws IOException {
        out.writeByte(trees.outputs());
        out.writeShort(trees.trees());
        for (int tree = 0; tree < trees.trees(); tree++) {
            int end = tree + 1 < trees.trees() ? trees.root(tree + 1) : trees.nodes();
            out.writeInt(end - trees.root(tree));
        }
        for (int node = 0; node < trees.nodes(); node++) {
            out.writeShort(trees.feature(node));
            if (trees.feature(node) != TreeEnsemble.LEAF) {
                out.writeDouble(trees.threshold(node));
                out.writeInt(trees.right(node) - node);
            }
            for (int output = 0; output < trees.outputs(); output++) {
                out.writeShort(trees.value(node, output));
            }
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        out.writeByte(text.length());
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
