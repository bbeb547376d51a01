package com.hookprobe.htp;

import com.hookprobe.htp.crypto.Hashes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** A node with keys made from a number, and a directory that can be edited. */
public final class TestNode implements LocalIdentity {
    public final Ed25519PrivateKeyParameters key;
    private final byte[] nodeId;

    public TestNode(long seed) {
        byte[] secret = new byte[32];
        new SplittableRandom(seed).nextBytes(secret);
        key = new Ed25519PrivateKeyParameters(secret);
        nodeId = Hashes.sha256(publicKey());
    }

    public byte[] publicKey() {
        return key.generatePublicKey().getEncoded();
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

    /** Knows the nodes it was told of; accepts every resonance claim unless told otherwise. */
    public static final class Registry implements Directory {
        private final Map<String, byte[]> keys = new HashMap<>();
        private final Map<String, Boolean> revoked = new HashMap<>();
        public ResonanceVerdict verdict = new ResonanceVerdict.Accept(new byte[32]);
        public java.util.function.Function<ResonanceQuery, ResonanceVerdict> judge = q -> verdict;

        public Registry know(TestNode... nodes) {
            for (TestNode node : nodes) {
                keys.put(hex(node.nodeId()), node.publicKey());
            }
            return this;
        }

        public void put(byte[] nodeId, byte[] publicKey) {
            keys.put(hex(nodeId), publicKey);
        }

        public void forget(TestNode node) {
            keys.remove(hex(node.nodeId()));
        }

        public void revoke(TestNode node) {
            revoked.put(hex(node.nodeId()), true);
        }

        @Override
        public Optional<byte[]> ed25519Key(byte[] nodeId) {
            return Optional.ofNullable(keys.get(hex(nodeId)));
        }

        @Override
        public boolean revoked(byte[] nodeId) {
            return revoked.getOrDefault(hex(nodeId), false);
        }

        @Override
        public ResonanceVerdict resonance(ResonanceQuery query) {
            return judge.apply(query);
        }

        private static String hex(byte[] bytes) {
            return java.util.HexFormat.of().formatHex(bytes);
        }
    }
}
