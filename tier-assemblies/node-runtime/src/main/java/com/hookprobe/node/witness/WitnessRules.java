package com.hookprobe.node.witness;

import com.hookprobe.qsecbit.federation.core.CorrelatorConfig;

/**
 * By what a witness judges: its own configuration and the mesh file, so that a correlator which lowers the bar finds no
 * witness.
 *
 * @param counting how many owners make a level
 * @param owners how many sites the mesh has
 * @param epochs the ledger's
 */
public record WitnessRules(CorrelatorConfig counting, int owners, WitnessEpochs epochs) {
    /** Checks the range; throws {@link IllegalArgumentException}. */
    public WitnessRules {
        if (owners < 0) {
            throw new IllegalArgumentException("a number of owners is not negative, got " + owners);
        }
    }
}
