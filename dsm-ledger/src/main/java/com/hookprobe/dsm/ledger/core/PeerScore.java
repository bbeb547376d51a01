package com.hookprobe.dsm.ledger.core;

/**
 * Counts of one peer since it was added.
 *
 * @param useful blocks that it was the first to bring
 * @param duplicates blocks that were here already
 * @param refused blocks that were not taken
 * @param overBudget messages or blocks dropped because its share was used up
 * @param invalid messages that no honest node sends
 * @param muted not heard at the moment
 */
public record PeerScore(long useful, long duplicates, long refused, long overBudget, int invalid, boolean muted) {}
