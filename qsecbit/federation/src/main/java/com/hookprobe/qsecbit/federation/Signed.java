package com.hookprobe.qsecbit.federation;

import java.util.Arrays;

/** The common part of everything that is signed: a body, then 64 bytes of Ed25519 over label, 0, body. */
final class Signed {
    static final int SIGNATURE_BYTES = 64;

    private Signed() {}

    static byte[] sign(String label, byte[] body, SignatureSigner signer) {
        byte[] signature = signer.sign(Hashing.message(label, body));
        if (signature.length != SIGNATURE_BYTES) {
            throw new IllegalStateException("a signature has 64 bytes, got " + signature.length);
        }
        return signature.clone();
    }

    static boolean verify(String label, byte[] body, byte[] signature, SignatureVerifier verifier) {
        return verifier.verify(Hashing.message(label, body), signature.clone());
    }

    static byte[] join(byte[] body, byte[] signature) {
        byte[] all = Arrays.copyOf(body, body.length + signature.length);
        System.arraycopy(signature, 0, all, body.length, signature.length);
        return all;
    }
}
