package com.hookprobe.qsecbit.federation.core.fingerprint;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.SHA256Digest;

/** Labelled hashes: SHA-256(label, 0, bytes). */
final class Digests {
    private Digests() {}

    static byte[] sha256(String label, byte[] bytes) {
        byte[] head = label.getBytes(StandardCharsets.US_ASCII);
        SHA256Digest digest = new SHA256Digest();
        digest.update(head, 0, head.length);
        digest.update((byte) 0);
        digest.update(bytes, 0, bytes.length);
        byte[] hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        return hash;
    }
}
