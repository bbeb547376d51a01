package com.hookprobe.htp;

import java.util.Optional;

/**
 * The edge's neural weights as HTP sees them: opaque bytes, named by the number of TERs that made them. Called on the
 * endpoint's thread; must not block.
 */
public interface ResonanceBinding {
    /** W_fingerprint, 64 bytes, at that TER count. */
    byte[] fingerprint(long terSequence);

    /** The newest TER count that both sides have confirmed; not negative. */
    long terSequence();

    /** The 32-byte secret derived from the weights at that TER count; empty if it is not held (any longer). */
    Optional<byte[]> wSecret(long terSequence);

    /**
     * True when handshakes mix {@link #wSecret} into the session's root (params.w = 1). When true and the secret is not
     * held, {@code connect} fails instead of falling back to a handshake without it.
     */
    default boolean mixesWeights() {
        return true;
    }

    /** A node without resonance state: params.w = 0, and 32 zero bytes in place of the secret. */
    static ResonanceBinding none(byte[] fingerprint) {
        return new NoResonance(fingerprint);
    }
}
