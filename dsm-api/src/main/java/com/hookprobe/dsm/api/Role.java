package com.hookprobe.dsm.api;

/**
 * What a token may ask for. Every token may ask what READER may; AUDITOR and ADMIN add their own, and neither has the other's:
 * who watches a node's numbers need not see what is in its ledger.
 */
public enum Role {
    /** Checkpoints, proofs, the log, health. */
    READER,
    /** Blocks, sources, completeness, evidence. */
    AUDITOR,
    /** Statistics and metrics. */
    ADMIN
}
