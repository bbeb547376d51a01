package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;

/** The parts of a store, and the one way to write to them: what they keep in memory follows what is on disk. */
final class Tables {
    final KeyValues values;
    final BlockTable blocks;
    final Heads heads;
    final Trees trees;
    final StoreOutbox outbox;

    Tables(Hash32 networkId, KeyValues values) throws StoreException {
        this.values = values;
        this.blocks = new BlockTable(values);
        this.heads = new Heads(networkId, values, blocks);
        this.trees = new Trees(values);
        this.outbox = new StoreOutbox(values);
    }

    StoreBatch batch() {
        return new StoreBatch(values);
    }

    /** Drops what was prepared: an input was refused halfway. */
    void forget() {
        heads.forget();
        trees.forget();
        outbox.forget();
    }

    void commit(StoreBatch batch, boolean durable) throws StoreException {
        boolean written = false;
        try {
            heads.addTo(batch);
            outbox.addTo(batch);
            if (!batch.isEmpty()) {
                values.write(batch.changes(), durable);
            }
            written = true;
        } finally {
            if (!written) {
                forget();
            }
        }
        trees.committed();
        outbox.committed();
    }
}
