package com.hookprobe.qsecbit.metric;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Reads what {@link StateWriter} has written, strictly. */
final class StateReader {
    private static final int HASH_BYTES = 32;

    private final ByteBuffer in;

    private StateReader(ByteBuffer in) {
        this.in = in;
    }

    static StateReader open(byte[] magic, byte[] bytes) throws StateException {
        int length = bytes.length - HASH_BYTES;
        if (length < magic.length || !Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length)) {
            throw new StateException("these are no learnt baselines of this version");
        }
        if (!MessageDigest.isEqual(hash(bytes, length), Arrays.copyOfRange(bytes, length, bytes.length))) {
            throw new StateException("the baselines are damaged: their hash is another one");
        }
        return new StateReader(ByteBuffer.wrap(bytes, magic.length, length - magic.length));
    }

    long count() throws StateException {
        check(in.remaining() >= Long.BYTES, "too short");
        long value = in.getLong();
        check(value >= 0, "a count is negative");
        return value;
    }

    double number() throws StateException {
        check(in.remaining() >= Double.BYTES, "too short");
        double value = in.getDouble();
        check(Double.isFinite(value), "a number is not finite");
        return value;
    }

    void end() throws StateException {
        check(!in.hasRemaining(), "too long");
    }

    void check(boolean holds, String otherwise) throws StateException {
        if (!holds) {
            throw new StateException("the baselines are not valid: " + otherwise);
        }
    }

    static byte[] hash(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(MetricLabels.BASELINES);
            digest.update(bytes, 0, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
