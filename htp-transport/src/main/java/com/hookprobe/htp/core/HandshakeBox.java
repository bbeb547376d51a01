package com.hookprobe.htp.core;

import com.hookprobe.htp.crypto.Aead;
import com.hookprobe.htp.crypto.AeadFactory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A sealed box of the handshake: its key seals one message in its life, so the nonce is 0 (HTP F6). */
final class HandshakeBox {
    private static final byte[] NONCE = new byte[Aead.NONCE_BYTES];

    private HandshakeBox() {}

    /** Seals and erases the key. */
    static byte[] seal(AeadFactory aeads, byte[] key, byte[] aad, byte[] plain) {
        byte[] box = new byte[plain.length + Aead.TAG_BYTES];
        try (Aead aead = aeads.create(key)) {
            aead.seal(NONCE, aad, plain, 0, plain.length, box, 0);
            return box;
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Null when the box is not authentic; erases the key. */
    static byte @Nullable [] open(AeadFactory aeads, byte[] key, byte[] aad, byte[] box) {
        byte[] plain = new byte[Math.max(0, box.length - Aead.TAG_BYTES)];
        try (Aead aead = aeads.create(key)) {
            return aead.open(NONCE, aad, box, 0, box.length, plain, 0) == plain.length ? plain : null;
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
