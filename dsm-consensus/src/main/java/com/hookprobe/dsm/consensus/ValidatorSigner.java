package com.hookprobe.dsm.consensus;

/** The two signing keys of a validator. Both calls are deterministic and leave no trace: who may sign is decided before. */
public interface ValidatorSigner {
    /** Signs with the BLS key of the set: 96 bytes. */
    byte[] signVote(byte[] message);

    /** Signs as this member: a node may hold the key that it changes to beside the one that it has. */
    default byte[] signVote(Validator member, byte[] message) {
        return signVote(message);
    }

    /** True when this signer holds the vote key of the member; a node whose key was changed elsewhere must not sign. */
    default boolean holds(Validator member) {
        return true;
    }

    /** Signs with the Ed25519 key of the set: 64 bytes. */
    byte[] signIdentity(byte[] message);
}
