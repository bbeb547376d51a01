package com.hookprobe.console.view;

/**
 * Where the ledger stands.
 *
 * @param height of the newest decided checkpoint, 0 for none
 * @param blocks that this store holds
 */
public record LedgerPage(
        String network,
        long height,
        long epoch,
        String root,
        long decidedMicros,
        long blocks,
        long sources,
        int validators,
        int quorum) {}
