package com.hookprobe.qsecbit.federation.sim;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.SignatureSigner;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import com.hookprobe.sim.Mix;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** A real Ed25519 key. What one run has verified it remembers: a decision goes to all sites, and is checked at each. */
final class NodeKey implements SignatureSigner, SignatureVerifier {
    private static final Map<Long, Ed25519PrivateKeyParameters> SECRETS = new ConcurrentHashMap<>();

    private final Ed25519PrivateKeyParameters secret;
    private final Ed25519PublicKeyParameters shown;
    private final Bytes32 id;
    private final Map<Bytes32, Boolean> verified = new HashMap<>();

    /** The key of a number, the same in every run. */
    NodeKey(long number) {
        this.secret = SECRETS.computeIfAbsent(
                number, n -> new Ed25519PrivateKeyParameters(Mix.content(n, Ed25519.SECRET_KEY_SIZE), 0));
        this.shown = secret.generatePublicKey();
        this.id = Bytes32.of(shown.getEncoded());
    }

    /** The node's id: here its public key. */
    Bytes32 id() {
        return id;
    }

    @Override
    public byte[] sign(byte[] message) {
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        secret.sign(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0);
        verified.put(name(message, signature), true);
        return signature;
    }

    @Override
    public boolean verify(byte[] message, byte[] signature) {
        return verified.computeIfAbsent(
                name(message, signature),
                unknown -> shown.verify(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0));
    }

    /** The whole signature, since a forger chooses it, and a hash of the message. */
    private static Bytes32 name(byte[] message, byte[] signature) {
        return new Bytes32(
                Mix.bytes(message, 0, message.length),
                Mix.bytes(signature, 0, signature.length),
                message.length,
                signature.length == 0 ? 0 : signature[signature.length - 1]);
    }
}
