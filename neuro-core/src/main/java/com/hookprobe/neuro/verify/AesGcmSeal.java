package com.hookprobe.neuro.verify;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.NeuroLabels;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/**
 * A seal with one key, for whoever has no keystore: nonce 12, random || AES-256-GCM ciphertext || tag 16.
 *
 * <p>Nonces are random: use a key for fewer than 2^32 seals. A store seals once for each saved state and once for each
 * segment of its journal, so that is a state saved 100 times a second for a year. Thread-safe.
 */
public final class AesGcmSeal implements StateSeal, AutoCloseable {
    /** Size of the key in bytes. */
    public static final int KEY_BYTES = AesGcm.KEY_BYTES;

    private final byte[] key;
    private final SecureRandom random = new SecureRandom();
    private volatile boolean closed;

    /**
     * With a key from a safe place.
     *
     * @param key 32 bytes; copied, so the caller can wipe them
     * @throws IllegalArgumentException when the length is wrong
     */
    public AesGcmSeal(byte[] key) {
        AesGcm.key(key);
        this.key = key.clone();
    }

    @Override
    public byte[] seal(String label, byte[] plain) {
        byte[] nonce = new byte[AesGcm.NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = AesGcm.encryptor(openKey(), nonce, associated(label));
            byte[] sealed = Arrays.copyOf(nonce, nonce.length + plain.length + AesGcm.TAG_BYTES);
            cipher.doFinal(ByteBuffer.wrap(plain), ByteBuffer.wrap(sealed, nonce.length, sealed.length - nonce.length));
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot seal with AES-256-GCM", e);
        }
    }

    @Override
    public byte[] open(String label, byte[] sealed) throws NeuroException {
        if (sealed.length < AesGcm.NONCE_BYTES + AesGcm.TAG_BYTES) {
            throw damaged(label, "only " + sealed.length + " bytes", null);
        }
        byte[] nonce = Arrays.copyOf(sealed, AesGcm.NONCE_BYTES);
        try {
            return AesGcm.decryptor(openKey(), nonce, associated(label))
                    .doFinal(sealed, nonce.length, sealed.length - nonce.length);
        } catch (AEADBadTagException e) {
            throw damaged(label, "other or changed bytes, or another key", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot open AES-256-GCM", e);
        }
    }

    /** Wipes this object's copy of the key; the platform's copies go with the collector. */
    @Override
    public void close() {
        closed = true;
        Arrays.fill(key, (byte) 0);
    }

    private SecretKey openKey() {
        if (closed) {
            throw new IllegalStateException("this seal was closed");
        }
        return AesGcm.key(key);
    }

    private static byte[] associated(String label) {
        return (NeuroLabels.VERIFIER_SEAL + "\n" + label).getBytes(StandardCharsets.UTF_8);
    }

    private static NeuroException damaged(String label, String found, @org.jspecify.annotations.Nullable Throwable e) {
        String message = "expected what was sealed as '" + label + "', found " + found;
        return e == null
                ? new NeuroException(NeuroException.Kind.STATE_DAMAGED, message)
                : new NeuroException(NeuroException.Kind.STATE_DAMAGED, message, e);
    }
}
