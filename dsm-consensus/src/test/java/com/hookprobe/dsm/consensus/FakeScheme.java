package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import java.util.Arrays;
import java.util.List;

/**
 * A fast stand-in for BLS and Ed25519 in simulations. Anyone who knows a public key can sign, so it proves nothing about security; a
 * simulated Byzantine node has to keep to its own key by itself. Like BLS it is deterministic and an aggregate depends on each key,
 * the message, and nothing else.
 */
final class FakeScheme implements AggregateScheme {
    static final FakeScheme INSTANCE = new FakeScheme();

    static byte[] sign(byte[] key, byte[] message, int bytes) {
        byte[] hash = Hash32.sha256("fake", key, message).bytes();
        byte[] signature = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            signature[i] = hash[i % hash.length];
        }
        return signature;
    }

    @Override
    public boolean isValidKey(byte[] publicKey) {
        return publicKey.length == BlsPublicKey.BYTES;
    }

    @Override
    public boolean verifyPossession(byte[] publicKey, byte[] proof) {
        return true;
    }

    @Override
    public boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        return Arrays.equals(sign(publicKey, message, Bls.SIGNATURE_BYTES), signature);
    }

    @Override
    public boolean verifyAggregate(List<byte[]> publicKeys, byte[] message, byte[] signature) {
        return !publicKeys.isEmpty()
                && Arrays.equals(
                        aggregate(publicKeys.stream()
                                .map(key -> sign(key, message, Bls.SIGNATURE_BYTES))
                                .toList()),
                        signature);
    }

    @Override
    public boolean verifyIdentity(byte[] publicKey, byte[] message, byte[] signature) {
        return Arrays.equals(sign(publicKey, message, 64), signature);
    }

    @Override
    public byte[] aggregate(List<byte[]> signatures) {
        byte[] sum = new byte[Bls.SIGNATURE_BYTES];
        for (byte[] signature : signatures) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] ^= signature[i];
            }
        }
        return sum;
    }
}
