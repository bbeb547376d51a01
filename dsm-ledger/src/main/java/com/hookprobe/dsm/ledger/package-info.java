/** Microblocks, checkpoints, Merkle trees, stores and proofs. */
@NullMarked
package com.hookprobe.dsm.ledger;

import org.jspecify.annotations.NullMarked;
