package com.hookprobe.dsm.ledger;

class MemoryHistoryTest extends HistoryContract {
    @Override
    BlockStore store(String name) {
        return MemoryBlockStore.create(Fixtures.NETWORK);
    }
}
