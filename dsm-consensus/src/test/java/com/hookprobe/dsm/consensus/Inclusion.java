package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.MerkleTree;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.StoreException;
import java.util.List;

/** Proves one block, alone in its checkpoint, from a validator's store. */
final class Inclusion {
    private Inclusion() {}

    static void check(LightClient client, BlockStore store, Microblock block) throws StoreException {
        long height =
                store.heightOf(block.source(), block.incarnation(), block.seq()).orElseThrow();
        var decided = store.decided(height).orElseThrow();
        MerkleTree tree = MerkleTree.ofHashes(List.of(block.hash()));
        InclusionBundle bundle =
                new InclusionBundle(block, tree.inclusionProof(0), decided.header(), decided.certificate());
        assertThat(client.verify(bundle)).isTrue();
    }
}
