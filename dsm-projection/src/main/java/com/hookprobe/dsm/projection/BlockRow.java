package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;

/**
 * A stored block.
 *
 * @param hash {@link Microblock#hash()}, computed once
 * @param pending true while no applied checkpoint covers its number
 */
record BlockRow(Hash32 hash, Microblock block, boolean pending) {}
