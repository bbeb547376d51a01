package com.hookprobe.qsecbit.federation;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.SHA256Digest;

/** Labelled hashes and labelled messages for signatures. Every label here ends before the first byte that can vary. */
public final class Hashing {
    private Hashing() {}

    /** SHA-256(label, 0, parts one after the other). */
    public static Bytes32 sha256(String label, byte[]... parts) {
        SHA256Digest digest = new SHA256Digest();
        byte[] head = head(label);
        digest.update(head, 0, head.length);
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        byte[] hash = new byte[Bytes32.LENGTH];
        digest.doFinal(hash, 0);
        return Bytes32.of(hash);
    }

    /** What is signed: label, 0, body. */
    public static byte[] message(String label, byte[] body) {
        byte[] head = head(label);
        byte[] message = new byte[head.length + body.length];
        System.arraycopy(head, 0, message, 0, head.length);
        System.arraycopy(body, 0, message, head.length, body.length);
        return message;
    }

    /** The label and a zero byte, which no label holds: no label is the beginning of another's. */
    static byte[] head(String label) {
        byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
        byte[] head = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, head, 0, bytes.length);
        return head;
    }
}
