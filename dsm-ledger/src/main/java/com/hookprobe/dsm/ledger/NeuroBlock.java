package com.hookprobe.dsm.ledger;

import java.util.Arrays;

/**
 * Three digests of the source's NEURO state, opaque to the ledger.
 *
 * @param terHash SHA-256 of the current TER
 * @param weightFingerprint SHA-512 of the current weights, 64 bytes, copied in and out
 * @param posf the 32-byte neural signature
 */
public record NeuroBlock(Hash32 terHash, byte[] weightFingerprint, Hash32 posf) {
    static final int BYTES = 128;
    static final int FINGERPRINT_BYTES = 64;

    public NeuroBlock {
        if (weightFingerprint.length != FINGERPRINT_BYTES) {
            throw new IllegalArgumentException("a weight fingerprint has 64 bytes, got " + weightFingerprint.length);
        }
        weightFingerprint = weightFingerprint.clone();
    }

    @Override
    public byte[] weightFingerprint() {
        return weightFingerprint.clone();
    }

    void write(WireWriter out) {
        out.hash(terHash).bytes(weightFingerprint).hash(posf);
    }

    static NeuroBlock read(WireReader in) throws MalformedException {
        return new NeuroBlock(in.hash(), in.bytes(FINGERPRINT_BYTES), in.hash());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NeuroBlock that
                && terHash.equals(that.terHash)
                && Arrays.equals(weightFingerprint, that.weightFingerprint)
                && posf.equals(that.posf);
    }

    @Override
    public int hashCode() {
        return 31 * terHash.hashCode() + posf.hashCode();
    }
}
