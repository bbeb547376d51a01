package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.MerkleTree;
import com.hookprobe.dsm.ledger.StoreException;
import java.util.ArrayList;
import java.util.List;

/** A decided height 1, put into a store by hand; its certificate is not looked at. */
final class Finalised {
    private Finalised() {}

    static void put(Genesis genesis, MemoryBlockStore store, CheckpointBody body) throws StoreException {
        List<Hash32> hashes = new ArrayList<>();
        for (var range : body.ranges()) {
            hashes.addAll(store.chain(range).orElseThrow());
        }
        Frontier after = Frontier.EMPTY.advance(body.ranges());
        Hash32 set = genesis.validators().hash();
        CheckpointHeader header = new CheckpointHeader(
                1,
                genesis.networkId(),
                1,
                genesis.epoch() + 1,
                genesis.epoch(),
                genesis.params().epochLenSeconds(),
                genesis.hash(),
                genesis.validators().member(0).id(),
                MerkleTree.ofHashes(hashes).root(),
                hashes.size(),
                body.rangesRoot(),
                body.frontiersRoot(),
                after.root(),
                0,
                MerkleTree.of(List.of()).root(),
                body.evidenceRoot(),
                body.opsRoot(),
                set,
                set,
                genesis.params().hash());
        store.putDecided(DecidedCheckpoint.of(header, new byte[176], body), after);
    }
}
