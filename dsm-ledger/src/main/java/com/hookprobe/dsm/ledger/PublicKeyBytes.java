package com.hookprobe.dsm.ledger;

import java.util.Arrays;

/** A public key with its algorithm. The bytes are copied in and out. */
public record PublicKeyBytes(SignatureAlgorithm algorithm, byte[] bytes) {
    public PublicKeyBytes {
        if (bytes.length != algorithm.keyBytes()) {
            throw new IllegalArgumentException(
                    algorithm + " keys have " + algorithm.keyBytes() + " bytes, got " + bytes.length);
        }
        bytes = bytes.clone();
    }

    public static PublicKeyBytes ed25519(byte[] bytes) {
        return new PublicKeyBytes(SignatureAlgorithm.ED25519, bytes);
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKeyBytes that && algorithm == that.algorithm && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
