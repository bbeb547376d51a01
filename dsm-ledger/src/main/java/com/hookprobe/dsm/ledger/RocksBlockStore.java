package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.RocksKeyValues;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A block store on disk, over RocksDB. One process may have it open. */
public final class RocksBlockStore extends ChainStore {
    private RocksBlockStore(Hash32 networkId, RocksKeyValues values) throws StoreException {
        super(networkId, values);
    }

    /**
     * Opens the store in a folder, and makes folder and store when there are none.
     *
     * @throws StoreException when the store is locked, damaged, or of another network or release
     */
    public static RocksBlockStore openOrCreate(Path folder, Hash32 networkId) throws StoreException {
        StoreFolder.ROCKSDB.requireNoOther(folder);
        return open(folder, networkId, true);
    }

    /**
     * Opens the store in a folder that must be there.
     *
     * @throws StoreException when there is none, or as in {@link #openOrCreate}
     */
    public static RocksBlockStore open(Path folder, Hash32 networkId) throws StoreException {
        StoreFolder.ROCKSDB.requireNoOther(folder);
        if (!Files.exists(folder.resolve("CURRENT"), LinkOption.NOFOLLOW_LINKS)) {
            throw new StoreException("there is no block store in " + folder
                    + "; check storage.microblocks.path, or make a new one with the first start of the node");
        }
        return open(folder, networkId, false);
    }

    private static RocksBlockStore open(Path folder, Hash32 networkId, boolean create) throws StoreException {
        RocksKeyValues values = RocksKeyValues.open(folder, create);
        try {
            return new RocksBlockStore(networkId, values);
        } catch (StoreException | RuntimeException e) {
            values.close();
            throw e;
        }
    }
}
