package com.hookprobe.qsecbit.learning;

import com.hookprobe.qsecbit.federation.SignatureSigner;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import java.io.ByteArrayOutputStream;

/** What all that is signed has in common: 64 bytes of Ed25519 over label, 0, body. */
final class Signed {
    static final int SIGNATURE_BYTES = 64;

    private Signed() {}

    static byte[] sign(String label, byte[] body, SignatureSigner signer) {
        return checked(signer.sign(Hashing.message(label, body)));
    }

    static boolean verify(String label, byte[] body, byte[] signature, SignatureVerifier verifier) {
        return verifier.verify(Hashing.message(label, body), signature.clone());
    }

    static byte[] checked(byte[] signature) {
        if (signature.length != SIGNATURE_BYTES) {
            throw new IllegalArgumentException("a signature has 64 bytes, got " + signature.length);
        }
        return signature.clone();
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
