package com.hookprobe.neuro;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Labelled hashes and MACs on the algorithms that every Java platform has. */
final class Hashes {
    private Hashes() {}

    static MessageDigest sha256() {
        return digest("SHA-256");
    }

    static MessageDigest sha512() {
        return digest("SHA-512");
    }

    static MessageDigest sha256(String label) {
        return labelled(sha256(), label);
    }

    static MessageDigest sha512(String label) {
        return labelled(sha512(), label);
    }

    static Mac hmacSha256(byte[] key) {
        return keyed("HmacSHA256", key);
    }

    static Mac hmacSha512(byte[] key) {
        return keyed("HmacSHA512", key);
    }

    static byte[] ascii(String label) {
        return label.getBytes(StandardCharsets.US_ASCII);
    }

    private static MessageDigest labelled(MessageDigest digest, String label) {
        digest.update(ascii(label));
        return digest;
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no " + algorithm, e);
        }
    }

    private static Mac keyed(String algorithm, byte[] key) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this Java has no " + algorithm, e);
        }
    }
}
