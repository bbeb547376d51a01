package com.hookprobe.dsm.consensus;

import java.util.List;
import java.util.Optional;

/**
 * The signature schemes that a validator set uses: an aggregatable one for votes, and an ordinary one for proposals and reports.
 *
 * <p>Every set that is read from bytes, and so every real network, uses {@link Bls}. Another scheme exists for the simulator only,
 * where millions of runs cannot pay for pairings; it proves nothing about security.
 */
public interface AggregateScheme {
    /** True when the bytes are a usable public key: canonical, in the group, not the identity. */
    boolean isValidKey(byte[] publicKey);

    /** True when the key's holder proved that it knows the secret key. */
    boolean verifyPossession(byte[] publicKey, byte[] proof);

    boolean verify(byte[] publicKey, byte[] message, byte[] signature);

    /** True when the signature is the aggregate of one signature per key over one message. An empty list is false. */
    boolean verifyAggregate(List<byte[]> publicKeys, byte[] message, byte[] signature);

    /** Verifies a signature with a member's other key, the one for proposals and reports. */
    boolean verifyIdentity(byte[] publicKey, byte[] message, byte[] signature);

    /**
     * Sums signatures.
     *
     * @throws IllegalArgumentException when the list is empty or a member is no point of the group
     */
    byte[] aggregate(List<byte[]> signatures);

    /**
     * Sums signatures that nobody has verified: cheaper than {@link #aggregate}, and worth nothing until the sum is verified.
     *
     * @return empty when there are none, or one of them is visibly no signature
     */
    default Optional<byte[]> sum(List<byte[]> signatures) {
        try {
            return Optional.of(aggregate(signatures));
        } catch (IllegalArgumentException refused) {
            return Optional.empty();
        }
    }

    /** Makes the keys of a set ready for many verifications; each has been checked by {@link #isValidKey}. */
    default Keys keys(List<byte[]> publicKeys) {
        List<byte[]> own = List.copyOf(publicKeys);
        return new Keys() {
            @Override
            public boolean verify(int member, byte[] message, byte[] signature) {
                return AggregateScheme.this.verify(own.get(member), message, signature);
            }

            @Override
            public boolean verifyAggregate(List<Integer> members, byte[] message, byte[] signature) {
                return AggregateScheme.this.verifyAggregate(
                        members.stream().map(own::get).toList(), message, signature);
            }
        };
    }

    /** The vote keys of one set, by signer index. Safe for use by many threads. */
    interface Keys {
        /** As {@link AggregateScheme#verify}, under the key of a member. */
        boolean verify(int member, byte[] message, byte[] signature);

        /** As {@link AggregateScheme#verifyAggregate}, under the keys of some members. */
        boolean verifyAggregate(List<Integer> members, byte[] message, byte[] signature);
    }
}
