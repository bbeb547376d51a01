package com.hookprobe.neuro;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What is hashed and authenticated for a PoSF, each in one array whose label is in place: one call of the platform instead
 * of four, each of which costs as much as a block. NEURO 8.
 */
final class PosfBuffers {
    private static final byte[] INPUT_LABEL = Hashes.ascii(NeuroLabels.POSF_INPUT);
    private static final byte[] SIGNATURE_LABEL = Hashes.ascii(NeuroLabels.POSF_SIGNATURE);

    private final MessageDigest sha512 = Hashes.sha512();
    private final byte[] hashed =
            Arrays.copyOf(INPUT_LABEL, INPUT_LABEL.length + Posf.MESSAGE_HASH_BYTES + Posf.NONCE_BYTES);
    private final byte[] signed = Arrays.copyOf(
            SIGNATURE_LABEL,
            SIGNATURE_LABEL.length + Posf.MESSAGE_HASH_BYTES + Posf.NONCE_BYTES + Shape.OUTPUTS * Integer.BYTES);
    private final ByteBuffer outputs =
            ByteBuffer.wrap(signed, signed.length - Shape.OUTPUTS * Integer.BYTES, Shape.OUTPUTS * Integer.BYTES);
    private final byte[] input = new byte[Shape.INPUTS];

    /** The 64 bytes that the network runs on; overwritten by the next call. */
    byte[] input(byte[] messageHash, byte[] nonce) {
        append(hashed, INPUT_LABEL.length, messageHash, nonce);
        sha512.update(hashed);
        try {
            sha512.digest(input, 0, input.length);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-512 does not fit " + input.length + " bytes", e);
        }
        return input;
    }

    /** Label, message hash, nonce and the 32 outputs as int32, big-endian: secret, overwritten by the next call. */
    byte[] signed(byte[] messageHash, byte[] nonce, int[] z3) {
        append(signed, SIGNATURE_LABEL.length, messageHash, nonce);
        outputs.duplicate().asIntBuffer().put(z3);
        return signed;
    }

    void wipe() {
        Arrays.fill(input, (byte) 0);
        Arrays.fill(hashed, INPUT_LABEL.length, hashed.length, (byte) 0);
        Arrays.fill(signed, SIGNATURE_LABEL.length, signed.length, (byte) 0);
    }

    private static void append(byte[] target, int at, byte[] messageHash, byte[] nonce) {
        System.arraycopy(messageHash, 0, target, at, messageHash.length);
        System.arraycopy(nonce, 0, target, at + messageHash.length, nonce.length);
    }
}
