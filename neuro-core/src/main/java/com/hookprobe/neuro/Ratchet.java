package com.hookprobe.neuro;

import java.util.Arrays;

/**
 * A hash chain over the records, beside the weights. NEURO 5.
 *
 * <p>Why it is there: that two different histories give different weights is measured and argued, not proven, and weights
 * move in small steps that may be solved backwards. One SHA-256 for each record settles both: a changed, dropped,
 * repeated or reordered record changes the chain unless SHA-256 collides, and the value of today does not give that of
 * yesterday.
 */
final class Ratchet {
    /** Size of the chain value in bytes. */
    static final int BYTES = 32;

    private Ratchet() {}

    /** rho_0. The input of the hash has another length than in {@link #step}, so the two cannot meet. */
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

    /** rho_{t+1} from rho_t and the record. */
    static byte[] step(byte[] rho, Ter ter) {
        var digest = Hashes.sha256(NeuroLabels.RATCHET);
        digest.update(rho);
        digest.update(ter.wire());
        return digest.digest();
    }
}
