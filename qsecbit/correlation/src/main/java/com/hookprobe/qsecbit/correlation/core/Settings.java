package com.hookprobe.qsecbit.correlation.core;

import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;

/**
 * What decisions depend on besides statements. It is an input like these, so that whoever has the log decides the same.
 *
 * @param config of all shards together: each gets its part of the bounds on memory
 * @param activeOwners how many owners take part
 */
public record Settings(CorrelatorConfig config, int activeOwners) {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException for a negative number of owners
     */
    public Settings {
        if (activeOwners < 0) {
            throw new IllegalArgumentException("a number of owners is not negative, got " + activeOwners);
        }
    }
}
