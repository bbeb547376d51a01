package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;

/**
 * Where the chain stands: all that the next height's validity depends on, apart from the blocks themselves.
 *
 * @param height of the last decided checkpoint; 0 for the genesis
 * @param hash of its header, or of the genesis
 * @param logRoot root over all headers so far
 * @param set that decides the next height
 */
record Tip(long height, Hash32 hash, long epoch, Frontier frontier, Hash32 logRoot, ValidatorSet set) {
    static Tip genesis(Genesis genesis, Hash32 emptyLogRoot) {
        return new Tip(0, genesis.hash(), genesis.epoch(), Frontier.EMPTY, emptyLogRoot, genesis.validators());
    }

    Tip next(CheckpointHeader header, Frontier after, Hash32 nextLogRoot, ValidatorSet nextSet) {
        return new Tip(header.height(), header.hash(), header.epoch(), after, nextLogRoot, nextSet);
    }
}
