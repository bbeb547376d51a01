package com.hookprobe.dsm.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

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

    @Test
    void aLostOrDamagedFileCurrentCostsNothing() throws Exception {
        for (int way = 0; way < 3; way++) {
            Path path = folder.resolve("current-" + way);
            try (BlockStore store = open(path)) {
                fill(store);
            }
            List<String> wanted = everything(path);
            Path current = path.resolve("CURRENT");
            if (way == 0) {
                Files.delete(current);
                assertThatThrownBy(() -> open(path)).hasMessageContaining("CURRENT is gone");
            } else {
                Files.writeString(current, way == 1 ? "MANIFEST-999999\n" : "");
            }
            StoreMaintenance.CopyReport report = StoreMaintenance.repair(path, Fixtures.NETWORK, Progress.NONE);
            assertThat(report.left()).hasSize(1).first().asString().contains("CURRENT");
            assertThat(everything(path)).isEqualTo(wanted);
        }
    }

    @Test
    void anInterruptedRepairIsNotTakenForAnEmptyFolder() throws Exception {
        Path path = folder.resolve("interrupted");
        try (BlockStore store = open(path)) {
            fill(store);
        }
        Files.move(path, folder.resolve("interrupted.damaged"));
        assertThatThrownBy(() -> open(path)).hasMessageContaining("was interrupted");
    }

    @Test
    void whatIsNotAStoreIsNeverDeleted() throws Exception {
        Path path = folder.resolve("mine");
        try (BlockStore store = open(path)) {
            fill(store);
        }
        Path part = Files.createDirectories(folder.resolve("mine.part"));
        Files.writeString(part.resolve("letter"), "x");
        assertThatThrownBy(() -> StoreMaintenance.repair(path, Fixtures.NETWORK, Progress.NONE))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(part.resolve("letter")).exists();
    }
}
