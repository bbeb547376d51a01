package com.hookprobe.htp.crypto;

import java.util.Arrays;
import javax.crypto.spec.IvParameterSpec;

/** A nonce for a JCE cipher that is written over for the next packet: the JDK's own class makes two copies per packet. */
final class ReusedIv extends IvParameterSpec {
    private final byte[] bytes = new byte[Aead.NONCE_BYTES];

    ReusedIv() {
        super(new byte[Aead.NONCE_BYTES]);
    }

    ReusedIv set(byte[] nonce) {
        System.arraycopy(nonce, 0, bytes, 0, Aead.NONCE_BYTES);
        return this;
    }

    /** Turns the nonce into one that differs from it. */
    ReusedIv other() {
        bytes[0] ^= 1;
        return this;
    }

    boolean holds(byte[] nonce) {
        return Arrays.equals(bytes, nonce);
    }

    /** The array itself: ciphers only read it. */
    @Override
    public byte[] getIV() {
        return bytes;
    }
}
