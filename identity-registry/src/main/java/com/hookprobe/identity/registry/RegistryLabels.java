package com.hookprobe.identity.registry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Domain separation strings of this module, and the hash that they begin. */
final class RegistryLabels {
    /** Prefix of the hash that chains an audit row to the one before. */
    static final String AUDIT_ROW = "HOOKPROBE REGISTRY AUDIT ROW V1";

    /** Prefix of the hash by which an enrolment token is kept. */
    static final String TOKEN = "HOOKPROBE REGISTRY TOKEN V1";

    /** Prefix of the hash whose beginning is an enrolment token's checksum. */
    static final String TOKEN_CHECKSUM = "HOOKPROBE REGISTRY CHECKSUM OF TOKEN V1";

    private RegistryLabels() {}

    /** SHA-256(label || 00 || parts). The label's end is marked, so that none is the beginning of another one's input. */
    static byte[] hash(String label, byte[]... parts) {
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
