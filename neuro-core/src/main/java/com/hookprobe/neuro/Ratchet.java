package com.hookprobe.neuro;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A hash chain over the records, beside the weights. NEURO 5.
 *
 * <p>Why it is there: that two different histories give different weights is measured and argued, not proven, and weights
 * move in small steps that may be solved backwards. One SHA-256 for each record settles both: a changed, dropped,
 * repeated or reordered record changes the chain unless SHA-256 collides, and the value of today does not give that of
 * yesterday.
 *
 * <p>It has a digest of its own, so that a step allocates nothing. Not thread-safe.
 */
final class Ratchet {
    /** Size of the chain value in bytes. */
    static final int BYTES = 32;

    private static final byte[] LABEL = Hashes.ascii(NeuroLabels.RATCHET);

    private final byte[] rho;
    private final MessageDigest digest = Hashes.sha256();

    /** At this value; the array is not copied. */
    Ratchet(byte[] rho) {
        this.rho = rho;
    }

    /** At rho_0. The input of the hash has another length than in {@link #step}, so the two cannot meet. */
    static byte[] start(byte[] seed) {
        byte[] derived = Hashes.hmacSha512(seed).doFinal(Hashes.ascii(NeuroLabels.RATCHET_START));
        byte[] key = Arrays.copyOf(derived, BYTES);
        try {
            return Hashes.sha256(NeuroLabels.RATCHET).digest(key);
        } finally {
            Arrays.fill(derived, (byte) 0);
            Arrays.fill(key, (byte) 0);
        }
    }

    /** rho_t becomes rho_{t+1} by this record. */
    void step(Ter ter) {
        digest.update(LABEL);
        digest.update(rho);
        digest.update(ter.wire());
        try {
            digest.digest(rho, 0, BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 does not fit " + BYTES + " bytes", e);
        }
    }

    /** The value itself, not a copy: secret. */
    byte[] rho() {
        return rho;
    }

    void wipe() {
        Arrays.fill(rho, (byte) 0);
        digest.reset();
    }
}
