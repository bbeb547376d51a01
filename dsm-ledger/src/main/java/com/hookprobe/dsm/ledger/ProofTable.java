package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import java.util.Optional;

/** Proofs of a source's own blocks, as a validator gave them. */
final class ProofTable {
    private ProofTable() {}

    static Optional<InclusionBundle> get(KeyValues values, Hash32 block) throws StoreException {
        byte[] bytes = values.get(Column.PROOFS, block.bytes());
        try {
            return bytes == null ? Optional.empty() : Optional.of(InclusionBundle.decode(bytes));
        } catch (MalformedException e) {
            throw StoreFormat.damaged("the proof of block " + block, e);
        }
    }
}
