package com.hookprobe.dsm.ledger;

import java.nio.file.Path;

/** The block stores that there are, for tests of what all must do. */
enum StoreKind {
    MEMORY,
    ROCKSDB,
    SEGMENTS;

    /** A new one, or one that is in the folder; one in memory is always new. */
    BlockStore open(Path folder) throws StoreException {
        return switch (this) {
            case MEMORY -> MemoryBlockStore.create(Fixtures.NETWORK);
            case ROCKSDB -> RocksBlockStore.openOrCreate(folder, Fixtures.NETWORK);
            case SEGMENTS -> SegmentBlockStore.openOrCreate(folder, Fixtures.NETWORK);
        };
    }

    /** One that must be there; one in memory never is. */
    BlockStore openExisting(Path folder, Hash32 network) throws StoreException {
        return switch (this) {
            case MEMORY -> throw new StoreException("a store in memory is gone when it is closed");
            case ROCKSDB -> RocksBlockStore.open(folder, network);
            case SEGMENTS -> SegmentBlockStore.open(folder, network);
        };
    }
}
