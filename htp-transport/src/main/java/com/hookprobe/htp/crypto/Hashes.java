package com.hookprobe.htp.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * SHA-256 and HMAC-SHA256 over the concatenation of parts. Thread-safe. Each thread keeps its two objects: a handshake
 * computes some forty MACs, and looking a provider up costs as much as a short one. The last MAC key of a thread stays in
 * them until the next.
 */
public final class Hashes {
    /** Bytes of a digest or MAC. */
    public static final int BYTES = 32;

    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Hashes::newSha256);
    private static final ThreadLocal<Mac> HMAC = ThreadLocal.withInitial(Hashes::newHmac);

    private Hashes() {}

    /** SHA-256 of the parts, one after the other. */
    public static byte[] sha256(byte[]... parts) {
        MessageDigest digest = SHA_256.get();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /** SHA-256 of the label's ASCII bytes, then the parts. */
    public static byte[] labelled(String label, byte[]... parts) {
        MessageDigest digest = SHA_256.get();
        digest.update(label.getBytes(StandardCharsets.US_ASCII));
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /** HMAC-SHA256 of the parts, one after the other. An empty key counts as 32 zero bytes, as RFC 2104 pads it. */
    public static byte[] hmac(byte[] key, byte[]... parts) {
        Mac mac = HMAC.get();
        try {
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[BYTES] : key, "HmacSHA256"));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("HMAC takes every key", e);
        }
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    /** Compares secrets in time that does not depend on their contents. */
    public static boolean equalConstantTime(byte[] a, byte[] b) {
        return MessageDigest.isEqual(a, b);
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    private static Mac newHmac() {
        try {
            return Mac.getInstance("HmacSHA256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HmacSHA256", e);
        }
    }
}
