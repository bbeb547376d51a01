package com.hookprobe.dsm.consensus;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A validator's keys in this process: BLS secret keys, and a function that signs with the Ed25519 key (from the node's keystore
 * or hardware). The caller closes the BLS keys.
 */
public final class LocalSigner implements ValidatorSigner {
    private record Held(byte[] publicKey, BlsSecretKey secret) {}

    private final List<Held> votes;
    private final UnaryOperator<byte[]> identity;

    public LocalSigner(BlsSecretKey votes, UnaryOperator<byte[]> identity) {
        this(List.of(votes), identity);
    }

    /**
     * With the key of today and the one that it is about to be changed to.
     *
     * @param votes at least one; the first signs where no member is named
     */
    public LocalSigner(List<BlsSecretKey> votes, UnaryOperator<byte[]> identity) {
        if (votes.isEmpty()) {
            throw new IllegalArgumentException("a signer needs at least one BLS key");
        }
        Map<String, Held> distinct = new LinkedHashMap<>();
        for (BlsSecretKey key : votes) {
            byte[] publicKey = key.publicKey().bytes();
            distinct.putIfAbsent(Arrays.toString(publicKey), new Held(publicKey, key));
        }
        this.votes = List.copyOf(distinct.values());
        this.identity = identity;
    }

    @Override
    public byte[] signVote(byte[] message) {
        return votes.get(0).secret().sign(message);
    }

    @Override
    public byte[] signVote(Validator member, byte[] message) {
        for (Held key : votes) {
            if (Arrays.equals(key.publicKey(), member.blsKey())) {
                return key.secret().sign(message);
            }
        }
        throw new IllegalStateException("no secret key of " + member);
    }

    @Override
    public boolean holds(Validator member) {
        return votes.stream().anyMatch(key -> Arrays.equals(key.publicKey(), member.blsKey()));
    }

    @Override
    public byte[] signIdentity(byte[] message) {
        return identity.apply(message);
    }
}
