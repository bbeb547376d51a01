package com.hookprobe.qsecbit.metric;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

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
            throw new StateException("this is no stored score of this version");
        }
        if (!MessageDigest.isEqual(hash(bytes, length), Arrays.copyOfRange(bytes, length, bytes.length))) {
            throw new StateException("the stored score is damaged: its hash is another one");
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

    /** A time; any. */
    long time() throws StateException {
        check(in.remaining() >= Long.BYTES, "too short");
        return in.getLong();
    }

    /** One byte, 0 to max. */
    int small(int max) throws StateException {
        check(in.hasRemaining(), "too short");
        int value = in.get() & 0xff;
        check(value <= max, "a number is out of range");
        return value;
    }

    String text() throws StateException {
        int length = small(255);
        check(in.remaining() >= length, "too short");
        byte[] text = new byte[length];
        in.get(text);
        for (byte b : text) {
            check(b > ' ' && b < 0x7f, "a name is not printable");
        }
        return new String(text, StandardCharsets.US_ASCII);
    }

    /** Names with numbers from 0 up, in the order in which they were written. */
    Map<String, Double> table(int max) throws StateException {
        Map<String, Double> table = new LinkedHashMap<>();
        for (int i = small(max); i > 0; i--) {
            String name = text();
            double value = number();
            check(value >= 0 && table.put(name, value) == null, "an entry is double or negative");
        }
        return table;
    }

    void end() throws StateException {
        check(!in.hasRemaining(), "too long");
    }

    void check(boolean holds, String otherwise) throws StateException {
        if (!holds) {
            throw new StateException("the stored score is not valid: " + otherwise);
        }
    }

    static byte[] hash(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(MetricLabels.STATE);
            digest.update(bytes, 0, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
