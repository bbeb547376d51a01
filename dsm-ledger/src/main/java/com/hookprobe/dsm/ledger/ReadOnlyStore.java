package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;

/** A store that is only read; its maps refuse to be written. */
final class ReadOnlyStore extends ChainStore {
    ReadOnlyStore(Hash32 networkId, KeyValues values) throws StoreException {
        super(networkId, values);
    }
}
