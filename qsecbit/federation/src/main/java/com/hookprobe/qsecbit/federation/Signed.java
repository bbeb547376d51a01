package com.hookprobe.qsecbit.federation;

import java.io.ByteArrayOutputStream;

/** The common part of everything that is signed: a body, then 64 bytes of Ed25519 over label, 0, body. */
public final class Signed {
    /** The length of a signature. */
    public static final int SIGNATURE_BYTES = 64;

    private Signed() {}

    /** Signs a body under a label. */
    public static byte[] sign(String label, byte[] body, SignatureSigner signer) {
        return checked(signer.sign(Hashing.message(label, body)));
    }

    /** True when the signature is of this body under this label. */
    public static boolean verify(String label, byte[] body, byte[] signature, SignatureVerifier verifier) {
        return verifier.verify(Hashing.message(label, body), signature.clone());
    }

    /**
     * A copy of a signature.
     *
     * @throws IllegalArgumentException when it has another length
     */
    public static byte[] checked(byte[] signature) {
        if (signature.length != SIGNATURE_BYTES) {
            throw new IllegalArgumentException("a signature has 64 bytes, got " + signature.length);
        }
        return signature.clone();
    }

    /** The parts one after the other. */
    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
