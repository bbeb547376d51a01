package com.hookprobe.dsm.api.tlog;

import com.hookprobe.identity.Ed25519;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Names and ids of keys that sign notes (C2SP signed-note). */
final class NoteKey {
    /** Signature type: Ed25519 over the text of the note. */
    static final int ED25519 = 0x01;

    /** Signature type: Ed25519 of a witness, with its time. */
    static final int COSIGNATURE = 0x04;

    /** Bytes of a key id. */
    static final int ID_BYTES = 4;

    private static final int NAME_MAX = 255;

    private NoteKey() {}

    /** SHA-256(name || 0x0A || type || public key)[:4]. */
    static byte[] id(String name, int type, byte[] publicKey) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n');
            digest.update((byte) type);
            return Arrays.copyOf(digest.digest(publicKey), ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The name; throws {@link IllegalArgumentException} when no note may carry it. */
    static String checkedName(String name) {
        boolean right = !name.isEmpty() && name.length() <= NAME_MAX;
        for (int at = 0; right && at < name.length(); at++) {
            char c = name.charAt(at);
            right = c != '+' && !isSpace(c) && !Character.isISOControl(c) && !Character.isSurrogate(c);
        }
        if (!right) {
            throw new IllegalArgumentException("expected a name of 1 to " + NAME_MAX
                    + " characters without spaces, controls and plus, found \"" + name + '"');
        }
        return name;
    }

    /** Public key bytes of the right length, as a copy. */
    static byte[] checkedKey(byte[] publicKey) {
        if (publicKey.length != Ed25519.PUBLIC_KEY_BYTES) {
            throw new IllegalArgumentException("expected an Ed25519 public key of " + Ed25519.PUBLIC_KEY_BYTES
                    + " bytes, found " + publicKey.length);
        }
        return publicKey.clone();
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
