package com.hookprobe.htp.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The AEAD of a JCE provider. Creating a cipher costs more than sealing a packet, so one is kept for each direction and
 * only its nonce changes.
 */
final class JceAead implements Aead {
    private final SecretKey key;
    private final Cipher sealer;
    private final Cipher opener;
    /** The nonce of the last opening. */
    private final byte[] opened = new byte[NONCE_BYTES];

    JceAead(byte[] key, Cipher sealer, Cipher opener) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("key must be 32 bytes, is " + key.length);
        }
        this.key = new SecretKeySpec(key, "ChaCha20");
        this.sealer = sealer;
        this.opener = opener;
    }

    @Override
    public int seal(byte[] nonce, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        try {
            sealer.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(nonce));
            sealer.updateAAD(aad);
            return sealer.doFinal(in, inOffset, length, out, outOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    @Override
    public int open(byte[] nonce, byte[] aad, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        if (length < TAG_BYTES) {
            return -1;
        }
        try {
            if (Arrays.equals(nonce, opened)) {
                // The JDK refuses to open twice in a row under one nonce, so that a forged packet would keep the true
                // one with its number out. Opening again is harmless; another nonce in between makes it possible.
                byte[] other = nonce.clone();
                other[0] ^= 1;
                opener.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(other));
            }
            System.arraycopy(nonce, 0, opened, 0, NONCE_BYTES);
            opener.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(nonce));
            opener.updateAAD(aad);
            return opener.doFinal(in, inOffset, length, out, outOffset);
        } catch (AEADBadTagException e) {
            return -1;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("opening failed", e);
        }
    }

    /** The JDK's and Conscrypt's key objects cannot be wiped; they go with the garbage. */
    @Override
    public void close() {}
}
