package com.hookprobe.qsecbit.correlation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.core.Reporter;

/**
 * Who signed a statement, as the ingest edge has verified and looked up when it came.
 *
 * @param node the node's id
 * @param owner the id of whoever owns it
 * @param trustThousandths 0 to 1000: an integer, so that every host reads the same
 * @param ageDays how long the owner has been in the mesh, 0 to 65,535 whole days
 */
public record Source(Bytes32 node, Bytes32 owner, int trustThousandths, int ageDays) {
    static final int TRUST_MAX = 1000;
    static final int AGE_MAX = 0xffff;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public Source {
        if (trustThousandths < 0 || trustThousandths > TRUST_MAX || ageDays < 0 || ageDays > AGE_MAX) {
            throw new IllegalArgumentException(
                    "trust lies in 0..1000 and age in 0..65535, got " + trustThousandths + " and " + ageDays);
        }
    }

    /** The same of what a {@link Reporter} says; trust is rounded down, so that none is heard who should not be. */
    public static Source of(Reporter reporter) {
        // A double just below a thousandth it was meant to be is that thousandth.
        int thousandths = (int) Math.floor(reporter.trust() * TRUST_MAX + 1e-9);
        return new Source(
                reporter.node(),
                reporter.owner(),
                Math.min(thousandths, TRUST_MAX),
                Math.min(reporter.ageDays(), AGE_MAX));
    }

    Reporter reporter() {
        return new Reporter(node, owner, trustThousandths / (double) TRUST_MAX, ageDays);
    }
}
