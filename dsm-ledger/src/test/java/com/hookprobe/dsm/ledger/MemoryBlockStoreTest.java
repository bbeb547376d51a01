package com.hookprobe.dsm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryBlockStoreTest extends BlockStoreContract {
    @Override
    BlockStore store() {
        return MemoryBlockStore.create(Fixtures.NETWORK);
    }

    @Test
    void aPowerCutKeepsWhatWasSyncedAndAPrefixOfTheRest() throws Exception {
        MemoryBlockStore store = MemoryBlockStore.create(Fixtures.NETWORK);
        List<Microblock> chain = source.chain(10);
        for (Microblock block : chain.subList(0, 4)) {
            store.put(block);
        }
        store.sync();
        for (Microblock block : chain.subList(4, 10)) {
            store.put(block);
        }
        assertThat(store.afterPowerCut(0).highest(source.id, 0).map(SourceHead::to))
                .contains(4L);
        assertThat(store.afterPowerCut(2).highest(source.id, 0).map(SourceHead::to))
                .contains(6L);
        assertThat(store.afterPowerCut(99).highest(source.id, 0).map(SourceHead::to))
                .contains(10L);
        assertThat(store.highest(source.id, 0).map(SourceHead::to)).contains(10L);
    }
}
