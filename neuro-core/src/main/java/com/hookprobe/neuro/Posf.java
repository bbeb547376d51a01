package com.hookprobe.neuro;

import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * Proof of sensor fusion: 32 bytes that only a holder of the present weights can make. NEURO 8.
 *
 * <p>The network's output goes into an HMAC whose key follows from the same weights. The net alone would be a smooth and
 * learnable function, not a signature; the HMAC is what cannot be forged. It is symmetric: a verifier could make it too,
 * so it is evidence between the two, never a proof to others.
 *
 * <p>Stateless; as thread-safe as the states it is given.
 */
public final class Posf {
    /** Size of a proof in bytes. */
    public static final int BYTES = 32;

    /** Size of the message hash in bytes. */
    public static final int MESSAGE_HASH_BYTES = 32;

    /** Size of the nonce in bytes. */
    public static final int NONCE_BYTES = 8;

    private Posf() {}

    /**
     * The proof over a message.
     *
     * @param messageHash 32 bytes
     * @param nonce 8 bytes, for the caller to choose; the same inputs give the same proof
     * @return 32 bytes
     * @throws IllegalArgumentException when a length is wrong
     */
    public static byte[] sign(WeightState state, byte[] messageHash, byte[] nonce) {
        return sign(state, state.keys().posfMac(), messageHash, nonce);
    }

    /**
     * True when {@code proof} is that of {@code state} over the message. Takes the same time wherever the first
     * difference is. A proof of another length is false.
     *
     * @throws IllegalArgumentException when the length of the message hash or of the nonce is wrong
     */
    public static boolean verify(WeightState state, byte[] messageHash, byte[] nonce, byte[] proof) {
        byte[] expected = sign(state, messageHash, nonce);
        boolean same = MessageDigest.isEqual(expected, proof);
        Arrays.fill(expected, (byte) 0);
        return same;
    }

    /** With the key given, so that the vectors of the first version can be checked. */
    static byte[] sign(WeightState state, Mac mac, byte[] messageHash, byte[] nonce) {
        requireLength("message hash", messageHash, MESSAGE_HASH_BYTES);
        requireLength("nonce", nonce, NONCE_BYTES);
        Activations net = state.activations();
        net.forward(state.masters(), net.posf.input(messageHash, nonce));
        return mac.doFinal(net.posf.signed(messageHash, nonce, net.z3));
    }

    private static void requireLength(String name, byte[] bytes, int length) {
        if (bytes.length != length) {
            throw new IllegalArgumentException("the " + name + " has " + bytes.length + " bytes, expected " + length);
        }
    }
}
