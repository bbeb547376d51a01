package com.hookprobe.dsm.consensus;

import java.util.function.UnaryOperator;

/**
 * A validator's keys in this process: a BLS secret key, and a function that signs with the Ed25519 key (from the node's keystore
 * or hardware). The caller closes the BLS key.
 */
public final class LocalSigner implements ValidatorSigner {
    private final BlsSecretKey votes;
    private final UnaryOperator<byte[]> identity;

    public LocalSigner(BlsSecretKey votes, UnaryOperator<byte[]> identity) {
        this.votes = votes;
        this.identity = identity;
    }

    @Override
    public byte[] signVote(byte[] message) {
        return votes.sign(message);
    }

    @Override
    public byte[] signIdentity(byte[] message) {
        return identity.apply(message);
    }
}
