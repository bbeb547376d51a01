package com.hookprobe.dsm.consensus;

import java.util.List;

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
}
