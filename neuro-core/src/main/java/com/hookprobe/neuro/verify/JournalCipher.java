package com.hookprobe.neuro.verify;

import com.hookprobe.neuro.NeuroLabels;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.SecretKey;

/**
 * Seals the entries of one journal segment with a key of its own. NEURO 9.26.
 *
 * <p>The nonce is the entry's number, so no randomness is spent on an entry, and none can change its place. That is safe
 * because a key seals each number once: a segment that was left is never written again.
 */
final class JournalCipher {
    private final SecretKey key;
    private final long segment;

    /** {@code key} has 32 random bytes, of this segment alone. */
    JournalCipher(byte[] key, long segment) {
        this.key = AesGcm.key(key);
        this.segment = segment;
    }

    byte[] seal(long number, byte[] entry) {
        try {
            return AesGcm.encryptor(key, nonce(number), associated()).doFinal(entry);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot seal with AES-256-GCM", e);
        }
    }

    /** Empty when these bytes were not sealed under this number. */
    Optional<byte[]> open(long number, byte[] sealed) {
        if (sealed.length < AesGcm.TAG_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    AesGcm.decryptor(key, nonce(number), associated()).doFinal(sealed));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot open AES-256-GCM", e);
        }
    }

    private static byte[] nonce(long number) {
        return ByteBuffer.allocate(AesGcm.NONCE_BYTES).putLong(4, number).array();
    }

    private byte[] associated() {
        byte[] label = NeuroLabels.VERIFIER_JOURNAL.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(label.length + 8).put(label).putLong(segment).array();
    }
}
