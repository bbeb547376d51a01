package com.hookprobe.dsm.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256 value: 32 bytes, immutable, ordered as unsigned bytes. Public data, so equality is not constant-time. */
public final class Hash32 implements Comparable<Hash32> {
    public static final int BYTES = 32;

    /** 32 zero bytes: "none" where a format has no optional field. */
    public static final Hash32 ZERO = new Hash32(new byte[BYTES]);

    /** Never updated, so that any thread may copy it. */
    private static final MessageDigest UNUSED = platform();

    private final byte[] bytes;

    private Hash32(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies exactly 32 bytes. */
    public static Hash32 of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a hash has 32 bytes, got " + bytes.length);
        }
        return new Hash32(bytes.clone());
    }

    /** Reads 64 hex digits; any case. */
    public static Hash32 parse(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /** SHA-256 of the label's ASCII bytes and the parts, one after the other. The parts must be self-delimiting. */
    public static Hash32 sha256(String label, byte[]... parts) {
        MessageDigest digest = digest();
        digest.update(label.getBytes(StandardCharsets.US_ASCII));
        for (byte[] part : parts) {
            digest.update(part);
        }
        return new Hash32(digest.digest());
    }

    static Hash32 wrap(byte[] fresh) {
        return new Hash32(fresh);
    }

    /** A digest of its own for the caller, without input yet. */
    static MessageDigest digest() {
        try {
            // To look for the provider each time takes as long as to hash a block.
            return (MessageDigest) UNUSED.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's SHA-256 can be copied", e);
        }
    }

    private static MessageDigest platform() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Copies the bytes to a place of an array. */
    void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, BYTES);
    }

    /** A copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** 64 lower-case hex digits. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public int compareTo(Hash32 other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash32 that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
