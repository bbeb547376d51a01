package com.hookprobe.qsecbit.federation.tool.mesh;

import com.hookprobe.qsecbit.federation.SignatureSigner;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** An Ed25519 key pair of a node that exists in a replay only. */
final class NodeKey implements SignatureSigner, SignatureVerifier {
    private final Ed25519PrivateKeyParameters secret;
    private final Ed25519PublicKeyParameters open;

    NodeKey(RandomGenerator random) {
        byte[] seed = new byte[Ed25519PrivateKeyParameters.KEY_SIZE];
        random.nextBytes(seed);
        this.secret = new Ed25519PrivateKeyParameters(seed, 0);
        this.open = secret.generatePublicKey();
    }

    @Override
    public byte[] sign(byte[] message) {
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, secret);
        signer.update(message, 0, message.length);
        return signer.generateSignature();
    }

    @Override
    public boolean verify(byte[] message, byte[] signature) {
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(false, open);
        signer.update(message, 0, message.length);
        return signer.verifySignature(signature);
    }
}
