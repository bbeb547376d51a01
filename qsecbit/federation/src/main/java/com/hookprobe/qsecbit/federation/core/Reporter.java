package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.Bytes32;

/**
 * Who signed a message, as the caller has verified and looked up. An unenrolled, suspended or revoked node has no
 * {@code Reporter}: the caller drops its messages.
 *
 * @param node the node's id
 * @param owner the id of whoever owns it; the node's own id when nothing else is known
 * @param trust 0 to 1
 * @param ageDays how long the owner has been in the mesh, whole days
 */
public record Reporter(Bytes32 node, Bytes32 owner, double trust, int ageDays) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException when the trust is not a number in [0, 1] or the age is negative
     */
    public Reporter {
        if (!(trust >= 0 && trust <= 1) || ageDays < 0) {
            throw new IllegalArgumentException("trust " + trust + " or age " + ageDays + " d is out of range");
        }
    }

    /** A node that is its own owner. */
    public static Reporter of(Bytes32 node, double trust, int ageDays) {
        return new Reporter(node, node, trust, ageDays);
    }
}
