package com.hookprobe.identity.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Labelled SHA-256: the label in ASCII, a zero byte that ends it, then the parts. */
final class Hashes {
    static final int BYTES = 32;

    private Hashes() {}

    static byte[] labelled(String label, byte[]... parts) {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        sha256.update(label.getBytes(StandardCharsets.US_ASCII));
        sha256.update((byte) 0);
        for (byte[] part : parts) {
            sha256.update(part);
        }
        return sha256.digest();
    }
}
