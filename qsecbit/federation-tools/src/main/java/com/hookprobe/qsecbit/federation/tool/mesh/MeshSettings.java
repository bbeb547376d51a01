package com.hookprobe.qsecbit.federation.tool.mesh;

import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;

/**
 * How a mesh in virtual time behaves.
 *
 * @param correlator how the correlator counts
 * @param upMicros how long a site's message takes to the correlator, 1 to 86,400,000,000
 * @param downMicros how long the correlator's message takes to a site, the same range
 * @param seed of keys and nonces
 */
public record MeshSettings(CorrelatorConfig correlator, long upMicros, long downMicros, long seed) {
    private static final long DELAY_MAX_MICROS = 86_400_000_000L;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public MeshSettings {
        if (upMicros < 1 || upMicros > DELAY_MAX_MICROS || downMicros < 1 || downMicros > DELAY_MAX_MICROS) {
            throw new IllegalArgumentException("a way takes 1 us to a day, got " + upMicros + " and " + downMicros);
        }
    }
}
