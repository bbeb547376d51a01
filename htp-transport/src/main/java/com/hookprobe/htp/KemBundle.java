package com.hookprobe.htp;

import com.hookprobe.htp.core.KeySchedule;
import com.hookprobe.htp.crypto.Ed25519;
import com.hookprobe.htp.crypto.XWing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A responder's KEM public key for a span of time, signed with its Ed25519 device key (HTP 3.6). It lets a responder renew
 * the key that its initiators know it by, and lets anyone who knows the device key check one that was handed on. Immutable.
 *
 * <pre>
 *  0 node_id 32 | 32 not_before u64 | 40 not_after u64 (Unix seconds) | 48 pk_kem 1216 | 1264 signature 64
 * </pre>
 *
 * The signature covers {@code "HTP2 kem bundle\0"} and the first 1264 bytes.
 *
 * @param nodeId the responder, 32 bytes
 * @param notBefore the first second of its validity
 * @param notAfter the last second of its validity
 * @param kemPublicKey the X-Wing public key, 1216 bytes
 * @param signature Ed25519, 64 bytes
 */
public record KemBundle(byte[] nodeId, Instant notBefore, Instant notAfter, byte[] kemPublicKey, byte[] signature) {
    /** Bytes of an encoded bundle. */
    public static final int BYTES = 1328;

    private static final String LABEL = "HTP2 kem bundle\0";
    private static final int SIGNED_BYTES = BYTES - Ed25519.SIGNATURE_BYTES;

    public KemBundle {
        nodeId = Arguments.copyOfLength(nodeId, 32, "nodeId");
        kemPublicKey = Arguments.copyOfLength(kemPublicKey, XWing.PUBLIC_KEY_BYTES, "kemPublicKey");
        signature = Arguments.copyOfLength(signature, Ed25519.SIGNATURE_BYTES, "signature");
        if (notBefore.getEpochSecond() < 0 || notAfter.isBefore(notBefore)) {
            throw new IllegalArgumentException(
                    "a validity that ends after it begins is wanted, got " + notBefore + " to " + notAfter);
        }
    }

    /** Signs a key of ours for a span of time; fractions of seconds are cut. */
    public static KemBundle sign(LocalIdentity identity, byte[] kemPublicKey, Instant notBefore, Instant notAfter) {
        KemBundle unsigned =
                new KemBundle(identity.nodeId(), notBefore, notAfter, kemPublicKey, new byte[Ed25519.SIGNATURE_BYTES]);
        byte[] signature = identity.sign(message(unsigned.encode()));
        return new KemBundle(unsigned.nodeId, notBefore, notAfter, kemPublicKey, signature);
    }

    /** The 1328 bytes; empty when they are no bundle. The signature is not looked at. */
    public static Optional<KemBundle> decode(byte[] bytes) {
        if (bytes.length != BYTES) {
            return Optional.empty();
        }
        ByteBuffer b = ByteBuffer.wrap(bytes);
        byte[] nodeId = new byte[32];
        byte[] key = new byte[XWing.PUBLIC_KEY_BYTES];
        byte[] signature = new byte[Ed25519.SIGNATURE_BYTES];
        b.get(nodeId);
        long from = b.getLong();
        long to = b.getLong();
        b.get(key).get(signature);
        boolean sound = from >= 0 && to >= from && to <= Instant.MAX.getEpochSecond();
        return sound
                ? Optional.of(
                        new KemBundle(nodeId, Instant.ofEpochSecond(from), Instant.ofEpochSecond(to), key, signature))
                : Optional.empty();
    }

    /** See the class comment. */
    public byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .put(nodeId)
                .putLong(notBefore.getEpochSecond())
                .putLong(notAfter.getEpochSecond())
                .put(kemPublicKey)
                .put(signature)
                .array();
    }

    /** True when the holder of that Ed25519 key (32 bytes) signed it. */
    public boolean signedBy(byte[] ed25519PublicKey) {
        return Ed25519.verify(ed25519PublicKey, message(encode()), signature);
    }

    /** True when the key may be used at that time. */
    public boolean validAt(Instant time) {
        long second = time.getEpochSecond();
        return second >= notBefore.getEpochSecond() && second <= notAfter.getEpochSecond();
    }

    /** The 8 bytes that name the key on the wire. */
    public byte[] keyId() {
        return KeySchedule.kemKeyId(kemPublicKey);
    }

    @Override
    public byte[] nodeId() {
        return nodeId.clone();
    }

    @Override
    public byte[] kemPublicKey() {
        return kemPublicKey.clone();
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KemBundle bundle && Arrays.equals(encode(), bundle.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(signature);
    }

    @Override
    public String toString() {
        return "KemBundle[" + notBefore + " to " + notAfter + "]";
    }

    private static byte[] message(byte[] encoded) {
        byte[] label = LABEL.getBytes(StandardCharsets.US_ASCII);
        byte[] message = Arrays.copyOf(label, label.length + SIGNED_BYTES);
        System.arraycopy(encoded, 0, message, label.length, SIGNED_BYTES);
        return message;
    }
}
