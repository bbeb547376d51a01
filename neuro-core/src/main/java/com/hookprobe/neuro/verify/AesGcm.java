package com.hookprobe.neuro.verify;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM of the Java platform. */
final class AesGcm {
    static final int KEY_BYTES = 32;
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    private AesGcm() {}

    static SecretKey key(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key has " + KEY_BYTES + " bytes, this one " + key.length);
        }
        return new SecretKeySpec(key, "AES");
    }

    static Cipher encryptor(SecretKey key, byte[] nonce, byte[] associated) throws GeneralSecurityException {
        return cipher(Cipher.ENCRYPT_MODE, key, nonce, associated);
    }

    /** Its {@code doFinal} throws {@link AEADBadTagException} for bytes that were not sealed so. */
    static Cipher decryptor(SecretKey key, byte[] nonce, byte[] associated) throws GeneralSecurityException {
        return cipher(Cipher.DECRYPT_MODE, key, nonce, associated);
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] associated)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
        cipher.updateAAD(associated);
        return cipher;
    }
}
