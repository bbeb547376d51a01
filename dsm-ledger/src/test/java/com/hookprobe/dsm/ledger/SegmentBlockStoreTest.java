package com.hookprobe.dsm.ledger;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SegmentBlockStoreTest extends DiskStoreContract {
    @Override
    StoreKind kind() {
        return StoreKind.SEGMENTS;
    }

    @Test
    void aFolderOfRocksDbIsRefusedWithWhatToDo() throws Exception {
        Path blocks = folder.resolve("blocks");
        RocksBlockStore.openOrCreate(blocks, Fixtures.NETWORK).close();
        assertThatThrownBy(this::store)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(blocks.toString())
                .hasMessageContaining("found one of the backend rocksdb")
                .hasMessageContaining("'ledger snapshot'")
                .hasMessageContaining("'ledger restore --backend SEGMENTS'");
        RocksBlockStore.open(blocks, Fixtures.NETWORK).close();
    }
}
