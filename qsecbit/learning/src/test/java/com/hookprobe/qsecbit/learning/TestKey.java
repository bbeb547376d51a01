package com.hookprobe.qsecbit.learning;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.SignatureSigner;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** A real key of a number. */
public final class TestKey {
    private final byte[] seed = new byte[32];
    private final byte[] publicKey = new byte[32];

    public TestKey(int number) {
        Arrays.fill(seed, (byte) number);
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
    }

    public SignatureSigner signer() {
        return message -> {
            byte[] signature = new byte[64];
            Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
            return signature;
        };
    }

    public SignatureVerifier verifier() {
        return (message, signature) -> Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
    }

    public static Bytes32 id(int number) {
        return new Bytes32(number, 2, 3, 4);
    }
}
