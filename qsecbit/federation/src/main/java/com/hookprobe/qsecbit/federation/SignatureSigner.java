package com.hookprobe.qsecbit.federation;

/** Signs with the key of this node; the key itself stays where it is kept. */
@FunctionalInterface
public interface SignatureSigner {
    /** The Ed25519 signature of a message, 64 bytes. */
    byte[] sign(byte[] message);
}
