package com.hookprobe.dsm.consensus;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import supranational.blst.P1_Affine;

/**
 * A BLS12-381 public key: 48 bytes, compressed G1, checked to be canonical, in the prime-order group and not infinity.
 * Immutable; safe for use by many threads.
 */
public final class BlsPublicKey {
    /** Length in bytes. */
    public static final int BYTES = 48;

    private final byte[] compressed;
    private final P1_Affine point;

    private BlsPublicKey(byte[] compressed, P1_Affine point) {
        this.compressed = compressed;
        this.point = point;
    }

    /**
     * Reads a key that came from anywhere.
     *
     * @return empty when the bytes are not 48, not the canonical compressed form, off the curve, out of the group, or infinity
     */
    public static Optional<BlsPublicKey> parse(byte[] compressed) {
        // DSM 4: the library accepts the 96-byte form too; one key has one encoding here.
        if (compressed.length != BYTES) {
            return Optional.empty();
        }
        try {
            P1_Affine point = new P1_Affine(compressed);
            // DSM 4: decoding neither checks the group nor refuses infinity.
            if (point.is_inf() || !point.in_group() || !Arrays.equals(point.compress(), compressed)) {
                return Optional.empty();
            }
            return Optional.of(new BlsPublicKey(compressed.clone(), point));
        } catch (RuntimeException badEncoding) {
            // The library has no other way to say "bad encoding" or "not on the curve".
            return Optional.empty();
        }
    }

    /** The 48 bytes; a new copy. */
    public byte[] bytes() {
        return compressed.clone();
    }

    P1_Affine point() {
        return point;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlsPublicKey key && Arrays.equals(compressed, key.compressed);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(compressed);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(compressed);
    }
}
