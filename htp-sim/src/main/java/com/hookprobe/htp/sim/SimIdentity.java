package com.hookprobe.htp.sim;

import com.hookprobe.htp.LocalIdentity;
import com.hookprobe.htp.crypto.Hashes;
import com.hookprobe.htp.crypto.XWing;
import java.util.SplittableRandom;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * Keys of a node, made from its number: worth nothing outside a simulation. They are the same in every run, because making
 * them would cost more than most runs.
 */
final class SimIdentity implements LocalIdentity {
    private static final SimIdentity[] MADE = new SimIdentity[16];

    private final Ed25519PrivateKeyParameters key;
    private final byte[] publicKey;
    private final byte[] nodeId;
    private final XWing.SecretKey kem;
    private final byte[] kemPublicKey;

    private SimIdentity(int number) {
        SplittableRandom random = new SplittableRandom(number);
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        key = new Ed25519PrivateKeyParameters(secret);
        publicKey = key.generatePublicKey().getEncoded();
        nodeId = Hashes.sha256(publicKey);
        kem = XWing.generate(random);
        kemPublicKey = kem.publicKey();
    }

    static synchronized SimIdentity of(int number) {
        if (number >= MADE.length) {
            return new SimIdentity(number);
        }
        SimIdentity made = MADE[number];
        if (made == null) {
            made = new SimIdentity(number);
            MADE[number] = made;
        }
        return made;
    }

    byte[] publicKey() {
        return publicKey;
    }

    byte[] kemPublicKey() {
        return kemPublicKey;
    }

    XWing.SecretKey kem() {
        return kem;
    }

    @Override
    public byte[] nodeId() {
        return nodeId.clone();
    }

    @Override
    public byte[] sign(byte[] message) {
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, key);
        signer.update(message, 0, message.length);
        return signer.generateSignature();
    }
}
