package com.hookprobe.dsm.ledger;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SegmentHistoryTest extends HistoryContract {
    @TempDir
    Path folder;

    private final List<BlockStore> opened = new ArrayList<>();

    @Override
    BlockStore store(String name) throws StoreException {
        BlockStore store = SegmentBlockStore.openOrCreate(folder.resolve(name), Fixtures.NETWORK);
        opened.add(store);
        return store;
    }

    @AfterEach
    void closeAll() throws StoreException {
        for (BlockStore store : opened) {
            store.close();
        }
    }
}
