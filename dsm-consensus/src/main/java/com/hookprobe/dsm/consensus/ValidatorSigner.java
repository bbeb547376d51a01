package com.hookprobe.dsm.consensus;

/** The two signing keys of a validator. Both calls are deterministic and leave no trace: who may sign is decided before. */
public interface ValidatorSigner {
    /** Signs with the BLS key of the set: 96 bytes. */
    byte[] signVote(byte[] message);

    /** Signs with the Ed25519 key of the set: 64 bytes. */
    byte[] signIdentity(byte[] message);
}
