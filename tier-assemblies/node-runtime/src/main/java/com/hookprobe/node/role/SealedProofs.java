package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.identity.Vault;
import com.hookprobe.node.learning.SealProof;
import java.util.Optional;

/** For those who do not hold this node's payloads: that a block of its own is final, and what it has sealed. */
final class SealedProofs {
    private SealedProofs() {}

    /** Empty while the block is not final, or its payload is gone. */
    static Optional<SealProof> of(BlockStore store, Vault vault, Hash32 block) throws Exception {
        Optional<InclusionBundle> bundle = store.proof(block);
        if (bundle.isEmpty()) {
            return Optional.empty();
        }
        Hash32 payload = bundle.get().block().payloadHash();
        Optional<byte[]> sealed = store.payload(payload);
        return sealed.isEmpty()
                ? Optional.empty()
                : Optional.of(new SealProof(Payloads.open(vault, payload, sealed.get()), bundle.get()));
    }
}
