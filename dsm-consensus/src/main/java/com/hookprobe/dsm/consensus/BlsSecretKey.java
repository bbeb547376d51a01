package com.hookprobe.dsm.consensus;

import java.util.Arrays;
import java.util.HexFormat;
import supranational.blst.P1;
import supranational.blst.P2;
import supranational.blst.SecretKey;

/**
 * A BLS12-381 secret scalar, never zero. Thread-confined: one owner signs and closes it.
 *
 * <p>{@link #close} overwrites the scalar, and each use overwrites its native-shaped copy; copies that the collector has
 * moved can remain in memory, so this is best effort.
 */
public final class BlsSecretKey implements AutoCloseable {
    /** Length of the scalar in bytes, big-endian. */
    public static final int BYTES = 32;

    /** Least length of the input key material in bytes. */
    public static final int IKM_BYTES_MIN = 32;

    /** The order r of the groups. */
    private static final byte[] ORDER =
            HexFormat.of().parseHex("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");

    private final byte[] scalar;
    private boolean closed;

    private BlsSecretKey(byte[] scalar) {
        this.scalar = scalar;
    }

    /**
     * Derives a key with KeyGen of draft-irtf-cfrg-bls-signature-06 (section 2.3), empty key_info.
     *
     * @param ikm at least 32 bytes of secret, uniform input; not kept, the caller wipes it
     * @throws IllegalArgumentException when it is shorter: the library would silently give the zero key
     */
    public static BlsSecretKey generate(byte[] ikm) {
        if (ikm.length < IKM_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "key material: expected at least " + IKM_BYTES_MIN + " bytes, found " + ikm.length);
        }
        Wipeable key = new Wipeable();
        try {
            key.keygen(ikm);
            return ofChecked(key.to_bendian());
        } finally {
            key.wipe();
        }
    }

    /**
     * Reads a stored scalar.
     *
     * @param scalar 32 bytes, big-endian, in [1, r-1]; copied
     * @throws IllegalArgumentException for another length, zero, or a value not below the group order
     */
    public static BlsSecretKey of(byte[] scalar) {
        if (scalar.length != BYTES) {
            throw new IllegalArgumentException("secret key: expected " + BYTES + " bytes, found " + scalar.length);
        }
        // The library takes any 32 bytes without a word.
        if (!isBelowOrder(scalar)) {
            throw new IllegalArgumentException("secret key: not below the group order");
        }
        return ofChecked(scalar.clone());
    }

    /** Subtracts without branches, so that the time does not depend on the scalar. */
    private static boolean isBelowOrder(byte[] scalar) {
        int borrow = 0;
        for (int i = BYTES - 1; i >= 0; i--) {
            int difference = (scalar[i] & 0xFF) - (ORDER[i] & 0xFF) - borrow;
            borrow = difference >>> 31;
        }
        return borrow == 1;
    }

    private static BlsSecretKey ofChecked(byte[] owned) {
        int any = 0;
        for (byte b : owned) {
            any |= b;
        }
        if (any == 0) {
            throw new IllegalArgumentException("secret key: zero");
        }
        return new BlsSecretKey(owned);
    }

    /** The public key of this scalar. */
    public BlsPublicKey publicKey() {
        Wipeable key = load();
        try {
            return BlsPublicKey.parse(new P1(key).to_affine().compress())
                    .orElseThrow(() -> new IllegalStateException("a non-zero scalar has a public key"));
        } finally {
            key.wipe();
        }
    }

    /** Signs a message of any length: 96 bytes, compressed G2. Deterministic. */
    public byte[] sign(byte[] message) {
        return signUnder(message, ConsensusLabels.BLS_SIGNATURE);
    }

    /** Proves that the holder of the public key knows this scalar: 96 bytes. */
    public byte[] proveOfPossession() {
        return signUnder(publicKey().bytes(), ConsensusLabels.BLS_POSSESSION);
    }

    private byte[] signUnder(byte[] message, String tag) {
        Wipeable key = load();
        try {
            return new P2()
                    .hash_to(message, tag, new byte[0])
                    .sign_with(key)
                    .to_affine()
                    .compress();
        } finally {
            key.wipe();
        }
    }

    /** The scalar, for a keystore's envelope only; the caller wipes it. */
    public byte[] exposeScalar() {
        requireOpen();
        return scalar.clone();
    }

    @Override
    public void close() {
        Arrays.fill(scalar, (byte) 0);
        closed = true;
    }

    @Override
    public String toString() {
        return "BlsSecretKey(hidden)";
    }

    private Wipeable load() {
        requireOpen();
        Wipeable key = new Wipeable();
        key.from_bendian(scalar);
        return key;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("BLS secret key is closed");
        }
    }

    /** Reaches the library's own copy of the scalar, which has no wipe of its own. */
    private static final class Wipeable extends SecretKey {
        void wipe() {
            Arrays.fill(getCPtr(this), 0L);
        }
    }
}
