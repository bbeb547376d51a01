package com.hookprobe.node.learning;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.learning.RolloutOrder;
import com.hookprobe.qsecbit.learning.SignedModel;
import com.hookprobe.qsecbit.learning.core.Rollout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the aggregator seals of a model or an order before it publishes it (mesh 11).
 *
 * @param kind whether it is of a model or of an order
 * @param number of the model, or the order's sequence
 * @param model the model's id
 * @param file SHA-256 of the whole file that is published
 * @param percent of the order; 0 of a model
 * @param cause of the order, 1 and what {@link Rollout.Cause} it is; 0 where it is not known, and of a model
 */
public record LedgerWord(Kind kind, long number, Bytes32 model, Bytes32 file, int percent, int cause) {
    private static final byte[] MAGIC = "HPLM".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int BYTES = 4 + 1 + 1 + 4 + 32 + 32 + 1 + 1;

    /** What was published. */
    public enum Kind {
        MODEL,
        ORDER
    }

    /** Of a model. */
    public static LedgerWord of(SignedModel model) {
        return new LedgerWord(Kind.MODEL, model.model().number(), model.id(), sha256(model.encode()), 0, 0);
    }

    /** Of an order. */
    public static LedgerWord of(RolloutOrder order, Optional<Rollout.Cause> cause) {
        return new LedgerWord(
                Kind.ORDER,
                order.sequence(),
                order.model(),
                sha256(order.encode()),
                order.percent(),
                cause.map(why -> why.ordinal() + 1).orElse(0));
    }

    /** True when this was sealed of that very order, whatever its cause. */
    public boolean tellsOf(RolloutOrder order) {
        LedgerWord expected = of(order, Optional.empty());
        return equals(
                new LedgerWord(expected.kind, expected.number, expected.model, expected.file, expected.percent, cause));
    }

    /** Reads a payload, without its salt. */
    public static LedgerWord decode(byte[] bytes) throws MalformedException {
        FieldReader in = new FieldReader(bytes);
        if (!Arrays.equals(in.bytes("magic", MAGIC.length), MAGIC)) {
            throw new MalformedException("not a word on a model: it does not begin with HPLM");
        }
        in.number("version", 1, VERSION, VERSION);
        Kind kind = Kind.values()[(int) in.number("kind", 1, 1, 2) - 1];
        long number = in.number("number", 4, 0, Integer.MAX_VALUE);
        Bytes32 model = in.bytes32("model");
        Bytes32 file = in.bytes32("file");
        int percent = (int) in.number("percent", 1, 0, 100);
        int cause = (int) in.number("cause", 1, 0, Rollout.Cause.values().length);
        in.end();
        return new LedgerWord(kind, number, model, file, percent, cause);
    }

    /** The payload, without salt. */
    public byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .put(MAGIC)
                .put((byte) VERSION)
                .put((byte) (kind.ordinal() + 1))
                .putInt((int) number)
                .put(model.bytes())
                .put(file.bytes())
                .put((byte) percent)
                .put((byte) cause)
                .array();
    }

    static Bytes32 sha256(byte[] bytes) {
        try {
            return Bytes32.of(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
