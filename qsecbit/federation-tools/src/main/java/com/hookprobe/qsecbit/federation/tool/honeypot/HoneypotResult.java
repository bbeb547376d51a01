package com.hookprobe.qsecbit.federation.tool.honeypot;

import com.hookprobe.qsecbit.federation.tool.mesh.MeshCounts;

/**
 * What a rule prevents.
 *
 * @param owners k
 * @param ttlSeconds how long a block holds
 * @param firstContacts how often a source came to a sensor for the first time after another sensor had seen it
 * @param sameMinute how many of them came within the very minute: at the data's resolution nothing prevents these
 * @param prevented how many of them met a block
 * @param hits all hits
 * @param hitsBlocked hits that met a block
 * @param counts what was sent
 */
public record HoneypotResult(
        int owners,
        int ttlSeconds,
        int firstContacts,
        int sameMinute,
        int prevented,
        int hits,
        int hitsBlocked,
        MeshCounts counts) {
    /** Of all first contacts, the prevented ones, 0 to 1; 1 when there was none. */
    public double share() {
        return firstContacts == 0 ? 1 : (double) prevented / firstContacts;
    }
}
