package com.hookprobe.qsecbit.learning;

import com.hookprobe.qsecbit.federation.Bytes32;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Labelled hashes and labelled messages for signatures: label, a zero byte that no label holds, content. */
final class Hashing {
    private Hashing() {}

    /** SHA-256(label, 0, parts one after the other). */
    static Bytes32 sha256(String label, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(head(label));
            for (byte[] part : parts) {
                digest.update(part);
            }
            return Bytes32.of(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** What is signed: label, 0, body. */
    static byte[] message(String label, byte[] body) {
        byte[] head = head(label);
        byte[] message = new byte[head.length + body.length];
        System.arraycopy(head, 0, message, 0, head.length);
        System.arraycopy(body, 0, message, head.length, body.length);
        return message;
    }

    private static byte[] head(String label) {
        return (label + "\0").getBytes(StandardCharsets.US_ASCII);
    }
}
