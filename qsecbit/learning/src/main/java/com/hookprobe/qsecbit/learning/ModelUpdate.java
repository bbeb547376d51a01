package com.hookprobe.qsecbit.learning;

import com.hookprobe.qsecbit.federation.Buckets;
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
 * What a site proposes to change in a model (LEARNING 4): whole numbers that are private before they get here.
 *
 * @param node who proposes it
 * @param base the id of the model that it is about
 * @param countBucket about how many records stand behind it, {@link Buckets}: of a count with noise, not of the true one
 * @param delta one number for each weight, in 1/4,096, -32,767 to 32,767
 * @param signature Ed25519, 64 bytes
 */
public record ModelUpdate(Bytes32 node, Bytes32 base, int countBucket, int[] delta, byte[] signature) {
    /** 1.0 in a delta. */
    public static final int ONE = 1 << 12;

    /** The largest L2 norm of a delta, just under 8.0. */
    public static final int NORM_MAX = Short.MAX_VALUE;

    /** An encoding has at most so many bytes. */
    public static final int BYTES_MAX = 1 << 15;

    static final int LENGTH_MAX = 8_192;
    private static final int VERSION = 1;
    private static final int HEAD_BYTES = 1 + 32 + 32 + 1 + 2;

    /**
     * Checks the ranges; the norm is {@link #isOversized}.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public ModelUpdate {
        Objects.requireNonNull(node);
        Objects.requireNonNull(base);
        if (countBucket < 0 || countBucket > Buckets.MAX || delta.length < 1 || delta.length > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "expected a bucket of 0..63 and 1..8,192 numbers; found " + countBucket + " and " + delta.length);
        }
        for (int value : delta) {
            if (Math.abs(value) > NORM_MAX) {
                throw new IllegalArgumentException("a number of a delta lies within 32,767, got " + value);
            }
        }
        delta = delta.clone();
        signature = Signed.checked(signature);
    }

    /** Makes and signs an update. */
    public static ModelUpdate sign(Bytes32 node, Bytes32 base, int countBucket, int[] delta, SignatureSigner signer) {
        byte[] body = body(node, base, countBucket, delta);
        return new ModelUpdate(node, base, countBucket, delta, Signed.sign(LearningLabels.UPDATE, body, signer));
    }

    /**
     * Reads an encoding. The signature is not checked yet: {@link #verify}.
     *
     * @throws MalformedException when it is not the encoding of an update
     */
    public static ModelUpdate decode(byte[] bytes) throws MalformedException {
        FieldReader in = new FieldReader(bytes);
        in.number("version", 1, VERSION, VERSION);
        Bytes32 node = in.bytes32("node");
        Bytes32 base = in.bytes32("base");
        int bucket = (int) in.number("count bucket", 1, 0, Buckets.MAX);
        int length = (int) in.number("length", 2, 1, LENGTH_MAX);
        int[] delta = in.numbers("delta", length, Short.BYTES, NORM_MAX);
        byte[] signature = in.bytes("signature", Signed.SIGNATURE_BYTES);
        in.end();
        return new ModelUpdate(node, base, bucket, delta, signature);
    }

    /** The encoding, a new array. */
    public byte[] encode() {
        return Signed.join(body(), signature);
    }

    /** True when the node behind the verifier signed it. */
    public boolean verify(SignatureVerifier verifier) {
        return Signed.verify(LearningLabels.UPDATE, body(), signature, verifier);
    }

    /** Its name: a hash over everything but the signature. */
    public Bytes32 id() {
        return Hashing.sha256(LearningLabels.UPDATE_ID, body());
    }

    /** The square of the L2 norm, in 1/2^24. */
    public long normSquared() {
        long sum = 0;
        for (int value : delta) {
            sum += (long) value * value;
        }
        return sum;
    }

    /** True when the norm is above {@link #NORM_MAX}: no honest site sends that. */
    public boolean isOversized() {
        return normSquared() > (long) NORM_MAX * NORM_MAX;
    }

    /** The numbers, a new array. */
    @Override
    public int[] delta() {
        return delta.clone();
    }

    /** The signature, a new array. */
    @Override
    public byte[] signature() {
        return signature.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelUpdate update && Arrays.equals(update.encode(), encode());
    }

    @Override
    public int hashCode() {
        return Objects.hash(node, base);
    }

    private byte[] body() {
        return body(node, base, countBucket, delta);
    }

    private static byte[] body(Bytes32 node, Bytes32 base, int countBucket, int[] delta) {
        ByteBuffer to = ByteBuffer.allocate(HEAD_BYTES + Short.BYTES * delta.length);
        to.put((byte) VERSION)
                .put(node.bytes())
                .put(base.bytes())
                .put((byte) countBucket)
                .putShort((short) delta.length);
        for (int value : delta) {
            to.putShort((short) value);
        }
        return to.array();
    }
}
