package com.hookprobe.htp.core;

import com.hookprobe.htp.TestNode;
import com.hookprobe.htp.core.wire.Bytes;
import com.hookprobe.htp.crypto.Aead;
import com.hookprobe.htp.crypto.AeadProviders;
import com.hookprobe.htp.crypto.Ed25519;
import com.hookprobe.htp.crypto.Hashes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The seed's transport as it is written there, for {@link SeedProtocolMuseumTest} only: packet layout, the four handshake
 * messages and their contents, {@code Ed25519(nonce + W_fingerprint)}, session_secret in the ACCEPT,
 * {@code k = SHA256(secret + W_fingerprint)}, ChaCha20-Poly1305. What the seed leaves open is as its Python reference does
 * it: a random 12-byte nonce before the ciphertext, no associated data, nothing that remembers sequence numbers, REJECT and
 * CLOSE believed from anyone. Never to be used for anything.
 */
final class SeedProtocol {
    static final int HELLO = 0x01;
    static final int CHALLENGE = 0x02;
    static final int ATTEST = 0x03;
    static final int ACCEPT = 0x04;
    static final int REJECT = 0x05;
    static final int DATA = 0x10;
    static final int CLOSE = 0xff;

    static final int TYPE_OFFSET = 2;
    static final int SEQUENCE_OFFSET = 4;
    static final int PAYLOAD_OFFSET = 100;

    private SeedProtocol() {}

    /** Header 32, RDV 32, PoSF 32, payload_length 4, payload. */
    static byte[] packet(int type, int sequence, long flow, byte[] payload) {
        byte[] d = new byte[PAYLOAD_OFFSET + payload.length];
        Bytes.put16(d, 0, 1);
        Bytes.put16(d, TYPE_OFFSET, type);
        Bytes.put32(d, SEQUENCE_OFFSET, sequence);
        Bytes.put64(d, 12, flow);
        Bytes.put32(d, 96, payload.length);
        System.arraycopy(payload, 0, d, PAYLOAD_OFFSET, payload.length);
        return d;
    }

    static int type(byte[] packet) {
        return Bytes.u16(packet, TYPE_OFFSET);
    }

    static byte[] payload(byte[] packet) {
        return Arrays.copyOfRange(packet, PAYLOAD_OFFSET, packet.length);
    }

    /** "k = SHA256(secret + W_fingerprint)". */
    static byte[] key(byte[] secret, byte[] fingerprint) {
        return Hashes.sha256(secret, fingerprint);
    }

    static byte[] encrypt(byte[] key, byte[] plain, SplittableRandom random) {
        byte[] nonce = new byte[Aead.NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = new byte[plain.length + Aead.TAG_BYTES];
        try (Aead aead = AeadProviders.jdk().create(key)) {
            aead.seal(nonce, new byte[0], plain, 0, plain.length, sealed, 0);
        }
        return Bytes.concat(nonce, sealed);
    }

    /** Null when the payload is not authentic under the key. */
    static byte[] decrypt(byte[] key, byte[] payload) {
        if (payload.length < Aead.NONCE_BYTES + Aead.TAG_BYTES) {
            return null;
        }
        byte[] nonce = Arrays.copyOf(payload, Aead.NONCE_BYTES);
        byte[] plain = new byte[payload.length - Aead.NONCE_BYTES - Aead.TAG_BYTES];
        try (Aead aead = AeadProviders.jdk().create(key)) {
            int length = payload.length - Aead.NONCE_BYTES;
            return aead.open(nonce, new byte[0], payload, Aead.NONCE_BYTES, length, plain, 0) < 0 ? null : plain;
        }
    }

    /** Either end once there is a key. */
    abstract static class Party {
        final SplittableRandom random;
        final List<byte[]> delivered = new ArrayList<>();
        /** What the header said of each message that was delivered. */
        final List<Integer> sequences = new ArrayList<>();

        byte[] sessionKey;
        boolean closed;
        private int sequence;

        Party(long seed) {
            random = new SplittableRandom(seed);
        }

        byte[] send(byte[] message) {
            return packet(DATA, ++sequence, 1, encrypt(sessionKey, message, random));
        }

        /** True when the packet was one for an established session. */
        boolean onSessionPacket(byte[] packet) {
            switch (type(packet)) {
                case DATA -> {
                    byte[] plain = sessionKey == null ? null : decrypt(sessionKey, payload(packet));
                    if (plain != null) {
                        delivered.add(plain);
                        sequences.add(Bytes.i32(packet, SEQUENCE_OFFSET));
                    }
                    return true;
                }
                case CLOSE -> {
                    sessionKey = null;
                    closed = true;
                    return true;
                }
                default -> {
                    return false;
                }
            }
        }
    }

    /** The edge: HELLO, signs what it is given, believes what it is told. */
    static final class Edge extends Party {
        private final TestNode node;
        private final byte[] fingerprint;
        boolean rejected;

        Edge(TestNode node, byte[] fingerprint, long seed) {
            super(seed);
            this.node = node;
            this.fingerprint = fingerprint;
        }

        byte[] hello() {
            return packet(HELLO, 0, 1, Bytes.concat(node.nodeId(), fingerprint));
        }

        /** The answer, or null. */
        byte[] receive(byte[] packet) {
            if (rejected || onSessionPacket(packet)) {
                return null;
            }
            switch (type(packet)) {
                case CHALLENGE -> {
                    byte[] nonce = payload(packet);
                    return packet(ATTEST, 0, 1, node.sign(Bytes.concat(nonce, fingerprint)));
                }
                case ACCEPT -> sessionKey = key(payload(packet), fingerprint);
                case REJECT -> rejected = true;
                default -> {}
            }
            return null;
        }
    }

    /** The validator: one edge at a time, which is all that the attacks need. */
    static final class Validator extends Party {
        private final Map<String, byte[]> registry = new HashMap<>();
        private final byte[] nonce = new byte[16];
        private byte[] nodeId;
        private byte[] fingerprint;
        /** Whom the validator takes the session for. */
        byte[] authenticated;

        Validator(long seed, TestNode... known) {
            super(seed);
            for (TestNode node : known) {
                registry.put(Arrays.toString(node.nodeId()), node.publicKey());
            }
        }

        byte[] receive(byte[] packet) {
            if (onSessionPacket(packet)) {
                return null;
            }
            byte[] payload = payload(packet);
            switch (type(packet)) {
                case HELLO -> {
                    nodeId = Arrays.copyOf(payload, 32);
                    fingerprint = Arrays.copyOfRange(payload, 32, 96);
                    random.nextBytes(nonce);
                    return packet(registry.containsKey(Arrays.toString(nodeId)) ? CHALLENGE : REJECT, 0, 1, nonce);
                }
                case ATTEST -> {
                    byte[] publicKey = registry.get(Arrays.toString(nodeId));
                    if (!Ed25519.verify(publicKey, Bytes.concat(nonce, fingerprint), payload)) {
                        return packet(REJECT, 0, 1, new byte[0]);
                    }
                    authenticated = nodeId;
                    byte[] secret = new byte[32];
                    random.nextBytes(secret);
                    sessionKey = key(secret, fingerprint);
                    return packet(ACCEPT, 0, 1, secret);
                }
                default -> {
                    return null;
                }
            }
        }
    }
}
