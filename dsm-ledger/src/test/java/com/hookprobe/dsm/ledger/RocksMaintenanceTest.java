package com.hookprobe.dsm.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class RocksMaintenanceTest extends StoreMaintenanceContract {
    @Override
    StoreFolder kind() {
        return StoreFolder.ROCKSDB;
    }

    @Override
    BlockStore open(Path path) throws Exception {
        return RocksBlockStore.openOrCreate(path, Fixtures.NETWORK);
    }

    @Override
    boolean readsWhileOpen() {
        return true;
    }

    @Override
    int many() {
        return 3_000;
    }

    @Override
    boolean holdsBlocks(Path file) throws Exception {
        String name = String.valueOf(file.getFileName());
        return (name.endsWith(".log") || name.endsWith(".blob")) && Files.size(file) > 100_000;
    }

    @Override
    void namesDamage(List<String> left) {
        assertThat(left).anyMatch(line -> line.startsWith("batches in the damaged places of the log"));
        assertThat(left).anyMatch(line -> line.startsWith("BLOCKS: entries in 2 damaged or missing places"));
    }
}
