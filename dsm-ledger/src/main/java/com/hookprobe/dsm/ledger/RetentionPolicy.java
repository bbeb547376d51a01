package com.hookprobe.dsm.ledger;

import java.time.Duration;

/**
 * How long a store keeps what. Headers and certificates of checkpoints, and the log's tiles, are kept for ever (about 650
 * bytes per epoch); so is the chain's end.
 *
 * @param blocks how long the blocks of a decided checkpoint are kept. After that a block is still provable by whoever has it
 * @param leaves how long leaf hashes and ranges of a checkpoint are kept; at least as long as the blocks
 * @param payloads how long a source keeps the payloads of its own blocks, and their proofs
 */
public record RetentionPolicy(Duration blocks, Duration leaves, Duration payloads) {
    /** 30 days of blocks, 365 of leaves and of payloads. */
    public static final RetentionPolicy STANDARD =
            new RetentionPolicy(Duration.ofDays(30), Duration.ofDays(365), Duration.ofDays(365));

    public RetentionPolicy {
        if (blocks.isNegative() || payloads.isNegative() || leaves.compareTo(blocks) < 0) {
            throw new IllegalArgumentException(
                    "expected durations that are not negative, and leaves kept no shorter than"
                            + " blocks; found blocks " + blocks + ", leaves " + leaves + ", payloads " + payloads);
        }
    }
}
