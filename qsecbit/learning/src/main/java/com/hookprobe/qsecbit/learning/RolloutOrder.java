package com.hookprobe.qsecbit.learning;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.Hashing;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.SignatureSigner;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import com.hookprobe.qsecbit.federation.Signed;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * Which sites shall judge by which model (LEARNING 7.1).
 *
 * @param sequence rises with every order of an aggregator, 1 to 2^31-1: an old order changes nothing
 * @param model the model that is rolled out
 * @param other what the sites have that it is not for: its parent
 * @param percent how many of the sites it is for, 0 to 100; 0 takes it back everywhere
 * @param signature Ed25519, 64 bytes
 */
public record RolloutOrder(long sequence, Bytes32 model, Bytes32 other, int percent, byte[] signature) {
    /** Length of an encoding. */
    public static final int BYTES = 1 + 4 + 32 + 32 + 1 + 64;

    private static final int VERSION = 1;
    private static final int PERCENT_MAX = 100;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public RolloutOrder {
        if (sequence < 1
                || sequence > Integer.MAX_VALUE
                || percent < 0
                || percent > PERCENT_MAX
                || model.equals(other)) {
            throw new IllegalArgumentException(
                    "expected a sequence from 1, 0..100 percent and two models; found " + sequence + ", " + percent);
        }
        signature = Signed.checked(signature);
    }

    /** Makes and signs an order. */
    public static RolloutOrder sign(long sequence, Bytes32 model, Bytes32 other, int percent, SignatureSigner signer) {
        byte[] body = body(sequence, model, other, percent);
        return new RolloutOrder(sequence, model, other, percent, Signed.sign(LearningLabels.ORDER, body, signer));
    }

    /**
     * Reads an encoding. The signature is not checked yet: {@link #verify}.
     *
     * @throws MalformedException when it is not the encoding of an order
     */
    public static RolloutOrder decode(byte[] bytes) throws MalformedException {
        FieldReader in = new FieldReader(bytes);
        in.number("version", 1, VERSION, VERSION);
        long sequence = in.number("sequence", 4, 1, Integer.MAX_VALUE);
        Bytes32 model = in.bytes32("model");
        Bytes32 other = in.bytes32("other");
        int percent = (int) in.number("percent", 1, 0, PERCENT_MAX);
        byte[] signature = in.bytes("signature", Signed.SIGNATURE_BYTES);
        in.end();
        if (model.equals(other)) {
            throw new MalformedException("other: expected another model");
        }
        return new RolloutOrder(sequence, model, other, percent, signature);
    }

    /** The encoding, a new array. */
    public byte[] encode() {
        return Signed.join(body(sequence, model, other, percent), signature);
    }

    /** True when the aggregator behind the verifier signed it. */
    public boolean verify(SignatureVerifier verifier) {
        return Signed.verify(LearningLabels.ORDER, body(sequence, model, other, percent), signature, verifier);
    }

    /** True when the model is for this node: who is in at 5 percent is in at 50. Nobody can choose to be. */
    public boolean isFor(Bytes32 node) {
        return isFor(model, percent, node);
    }

    /** True when it takes that very model back. */
    public boolean takesBack(Bytes32 inUse) {
        return percent == 0 && model.equals(inUse);
    }

    /** As {@link #isFor(Bytes32)}, for a percentage that is not yet in an order. */
    public static boolean isFor(Bytes32 model, int percent, Bytes32 node) {
        Bytes32 place = Hashing.sha256(LearningLabels.COHORT, model.bytes(), node.bytes());
        return Long.remainderUnsigned(place.a(), PERCENT_MAX) < percent;
    }

    /** The signature, a new array. */
    @Override
    public byte[] signature() {
        return signature.clone();
    }

    @Override
    public boolean equals(Object given) {
        return given instanceof RolloutOrder order && Arrays.equals(order.encode(), encode());
    }

    @Override
    public int hashCode() {
        return Objects.hash(sequence, model);
    }

    private static byte[] body(long sequence, Bytes32 model, Bytes32 other, int percent) {
        ByteBuffer to = ByteBuffer.allocate(BYTES - Signed.SIGNATURE_BYTES);
        to.put((byte) VERSION)
                .putInt((int) sequence)
                .put(model.bytes())
                .put(other.bytes())
                .put((byte) percent);
        return to.array();
    }
}
