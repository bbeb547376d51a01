package com.hookprobe.identity.tpm;

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
