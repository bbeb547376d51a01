package com.hookprobe.node.cli;

import com.hookprobe.dsm.consensus.EvidenceBundle;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.SetPath;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.InclusionBundle;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.StoreException;
import java.util.Optional;

/** Makes evidence from a store. */
final class LedgerEvidence {
    private LedgerEvidence() {}

    /**
     * A block's evidence.
     *
     * @param sets how the validators have changed
     * @param payload salt and content, to go into it
     */
    static EvidenceBundle of(LedgerReader store, Genesis genesis, SetPath sets, Hash32 hash, Optional<byte[]> payload)
            throws StoreException {
        Optional<InclusionBundle> proof = store.proof(hash);
        if (proof.isEmpty()) {
            throw new CliException(
                    1,
                    store.get(hash).isEmpty()
                            ? "the store holds no block " + hash
                            : "block " + hash + " is not final yet, or its proof has not come");
        }
        return EvidenceBundle.of(store, genesis, sets, proof.get(), payload);
    }

    /** Fails when our own evidence does not hold: then the store is damaged. */
    static byte[] checked(EvidenceBundle evidence, Genesis genesis) {
        evidence.refusal(genesis.networkId()).ifPresent(reason -> {
            throw new CliException(1, "this store gives no evidence that holds: " + reason + "; run 'ledger check'");
        });
        return evidence.encode();
    }
}
