package com.hookprobe.dsm.search;

import com.hookprobe.dsm.consensus.AggregateScheme;
import com.hookprobe.dsm.consensus.ValidatorSigner;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Signatures that cost next to nothing, so that millions can be checked: 64 bits of FNV-1a over key and message. Anyone can make
 * them; that the liar signs for nobody else is up to the search.
 */
final class StandInScheme implements AggregateScheme {
    static final int KEY_BYTES = 48;
    private static final int VOTE_BYTES = 96;
    private static final int IDENTITY_BYTES = 64;

    private static byte[] sign(byte[] key, byte[] message, int bytes) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : key) {
            hash = (hash ^ b) * 0x100000001b3L;
        }
        for (byte b : message) {
            hash = (hash ^ b) * 0x100000001b3L;
        }
        return ByteBuffer.allocate(bytes).putLong(hash).array();
    }

    static ValidatorSigner signer(byte[] voteKey, byte[] identityKey) {
        return new ValidatorSigner() {
            @Override
            public byte[] signVote(byte[] message) {
                return sign(voteKey, message, VOTE_BYTES);
            }

            @Override
            public byte[] signIdentity(byte[] message) {
                return sign(identityKey, message, IDENTITY_BYTES);
            }
        };
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
        return !publicKeys.isEmpty()
                && Arrays.equals(
                        aggregate(publicKeys.stream()
                                .map(key -> sign(key, message, VOTE_BYTES))
                                .toList()),
                        signature);
    }

    @Override
    public boolean verifyIdentity(byte[] publicKey, byte[] message, byte[] signature) {
        return Arrays.equals(sign(publicKey, message, IDENTITY_BYTES), signature);
    }

    @Override
    public byte[] aggregate(List<byte[]> signatures) {
        long sum = 0;
        for (byte[] signature : signatures) {
            sum ^= ByteBuffer.wrap(signature).getLong();
        }
        return ByteBuffer.allocate(VOTE_BYTES).putLong(sum).array();
    }
}
