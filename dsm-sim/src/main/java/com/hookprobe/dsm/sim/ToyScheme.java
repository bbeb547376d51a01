package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.consensus.AggregateScheme;
import com.hookprobe.sim.Mix;
import java.util.Arrays;
import java.util.List;

/**
 * A fast stand-in for BLS and Ed25519. Anyone who knows a public key can sign, so it proves nothing about security: a simulated
 * liar has to keep to its own key by itself. Like BLS it is deterministic, and an aggregate depends on each key, the message, and
 * nothing else. For simulation and search only. Pairings would cost a run some seconds; this costs it well under a millisecond.
 */
public final class ToyScheme implements AggregateScheme {
    public static final ToyScheme INSTANCE = new ToyScheme();
    public static final int KEY_BYTES = 48;
    static final int VOTE_BYTES = 96;
    static final int IDENTITY_BYTES = 64;

    private ToyScheme() {}

    static byte[] sign(byte[] key, byte[] message, int bytes) {
        long hash = Mix.fold(Mix.bytes(key, 0, key.length), Mix.bytes(message, 0, message.length));
        return Mix.content(hash, bytes);
    }

    @Override
    public boolean isValidKey(byte[] publicKey) {
        return publicKey.length == KEY_BYTES;
    }

    @Override
    public boolean verifyPossession(byte[] publicKey, byte[] proof) {
        return true;
    }

    @Override
    public boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        return Arrays.equals(sign(publicKey, message, VOTE_BYTES), signature);
    }

    @Override
    public boolean verifyAggregate(List<byte[]> publicKeys, byte[] message, byte[] signature) {
        byte[] sum = new byte[VOTE_BYTES];
        for (byte[] key : publicKeys) {
            add(sum, sign(key, message, VOTE_BYTES));
        }
        return !publicKeys.isEmpty() && Arrays.equals(sum, signature);
    }

    @Override
    public boolean verifyIdentity(byte[] publicKey, byte[] message, byte[] signature) {
        return Arrays.equals(sign(publicKey, message, IDENTITY_BYTES), signature);
    }

    @Override
    public byte[] aggregate(List<byte[]> signatures) {
        byte[] sum = new byte[VOTE_BYTES];
        signatures.forEach(signature -> add(sum, signature));
        return sum;
    }

    private static void add(byte[] sum, byte[] signature) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] ^= signature[i];
        }
    }
}
