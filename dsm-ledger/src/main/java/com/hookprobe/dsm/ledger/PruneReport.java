package com.hookprobe.dsm.ledger;

/**
 * What one {@link BlockStore#prune} did.
 *
 * @param blocks that were deleted
 * @param payloads that were deleted
 * @param bodiesPruned no blocks are kept of this height and below
 * @param leavesPruned no leaf hashes are kept of this height and below
 * @param more true when its bound ended it: call it again
 */
public record PruneReport(long blocks, long payloads, long bodiesPruned, long leavesPruned, boolean more) {}
