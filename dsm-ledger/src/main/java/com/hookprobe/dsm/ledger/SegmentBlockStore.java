package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.SegmentKeyValues;
import java.nio.file.Path;

/**
 * A block store on disk, over plain segment files: for boards that RocksDB has no library for. One process may have it open.
 */
public final class SegmentBlockStore extends ChainStore {
    private SegmentBlockStore(Hash32 networkId, SegmentKeyValues values) throws StoreException {
        super(networkId, values);
    }

    /**
     * Opens the store in a folder, and makes folder and store when there are none.
     *
     * @throws StoreException when the store is locked, damaged, or of another network or release, or when the folder holds
     *     something else
     */
    public static SegmentBlockStore openOrCreate(Path folder, Hash32 networkId) throws StoreException {
        return open(folder, networkId, true);
    }

    /**
     * Opens the store in a folder that must be there.
     *
     * @throws StoreException when there is none, or as in {@link #openOrCreate}
     */
    public static SegmentBlockStore open(Path folder, Hash32 networkId) throws StoreException {
        return open(folder, networkId, false);
    }

    private static SegmentBlockStore open(Path folder, Hash32 networkId, boolean create) throws StoreException {
        StoreFolder.SEGMENTS.requireNoOther(folder);
        SegmentKeyValues values = SegmentKeyValues.open(folder, create);
        try {
            return new SegmentBlockStore(networkId, values);
        } catch (StoreException | RuntimeException e) {
            values.close();
            throw e;
        }
    }
}
