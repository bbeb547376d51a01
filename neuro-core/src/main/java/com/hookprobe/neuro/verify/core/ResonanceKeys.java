package com.hookprobe.neuro.verify.core;

import com.hookprobe.neuro.WeightState;
import java.util.Arrays;

/**
 * What the present weights of a device give to a handshake. NEURO 6.2. {@link #close} wipes the secret. Not thread-safe.
 */
public final class ResonanceKeys implements AutoCloseable {
    private final long count;
    private final byte[] fingerprint;
    private final byte[] wSecret;

    private ResonanceKeys(long count, byte[] fingerprint, byte[] wSecret) {
        this.count = count;
        this.fingerprint = fingerprint;
        this.wSecret = wSecret;
    }

    static ResonanceKeys of(WeightState state) {
        return new ResonanceKeys(state.count(), state.fingerprint(), state.wSecret());
    }

    /** Records that led to the weights. */
    public long count() {
        return count;
    }

    /** 64 bytes, public; a copy. */
    public byte[] fingerprint() {
        return fingerprint.clone();
    }

    /** 32 bytes, secret; a copy that the caller wipes. */
    public byte[] wSecret() {
        return wSecret.clone();
    }

    @Override
    public void close() {
        Arrays.fill(wSecret, (byte) 0);
    }

    /** Tells the count only. */
    @Override
    public String toString() {
        return "ResonanceKeys[count=" + count + "]";
    }
}
