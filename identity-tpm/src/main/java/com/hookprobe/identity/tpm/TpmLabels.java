package com.hookprobe.identity.tpm;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Domain separation strings of this module. */
final class TpmLabels {
    /** Prefix of the hash that a quote is asked for with. */
    static final String QUOTE = "HOOKPROBE TPM QUOTE V1";

    /** Prefix of what the device key signs in a binding. */
    static final String BINDING_DEVICE = "HOOKPROBE TPM BINDING DEVICE V1";

    /** Prefix of what the TPM's key signs in a binding. */
    static final String BINDING_CHIP = "HOOKPROBE TPM BINDING CHIP V1";

    private TpmLabels() {}

    /** The label, a zero byte, then the parts. */
    static byte[] labelled(String label, byte[]... parts) {
        byte[] start = label.getBytes(StandardCharsets.US_ASCII);
        int length = start.length + 1;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        System.arraycopy(start, 0, all, 0, start.length);
        int at = start.length + 1;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
