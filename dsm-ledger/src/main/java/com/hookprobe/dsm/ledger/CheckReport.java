package com.hookprobe.dsm.ledger;

import java.util.List;

/**
 * What a check of a store found.
 *
 * @param networkId whose store it is
 * @param blocks checked
 * @param checkpoints checked
 * @param frontierHeight height of the finalised state
 * @param problems number of things that are wrong; 0 for a sound store
 * @param findings the first thousand of them in words
 */
public record CheckReport(
        Hash32 networkId, long blocks, long checkpoints, long frontierHeight, long problems, List<String> findings) {
    public CheckReport {
        findings = List.copyOf(findings);
    }

    /** True when nothing is wrong. */
    public boolean sound() {
        return problems == 0;
    }
}
