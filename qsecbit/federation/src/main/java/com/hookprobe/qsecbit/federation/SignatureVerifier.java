package com.hookprobe.qsecbit.federation;

/** Checks signatures of one node against the key that is enrolled for it. */
@FunctionalInterface
public interface SignatureVerifier {
    /** True when the 64 bytes are that node's Ed25519 signature of the message, by the strict rules. */
    boolean verify(byte[] message, byte[] signature);
}
