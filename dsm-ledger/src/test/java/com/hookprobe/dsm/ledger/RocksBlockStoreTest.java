package com.hookprobe.dsm.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RocksBlockStoreTest extends DiskStoreContract {
    @Override
    StoreKind kind() {
        return StoreKind.ROCKSDB;
    }

    @Test
    void aFolderOfSegmentFilesIsRefusedWithWhatToDo() throws Exception {
        Path blocks = folder.resolve("blocks");
        SegmentBlockStore.openOrCreate(blocks, Fixtures.NETWORK).close();
        for (boolean manifest : new boolean[] {true, false}) {
            if (!manifest) {
                Files.delete(blocks.resolve("MANIFEST"));
            }
            assertThatThrownBy(this::store)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("found one of the backend segments")
                    .hasMessageContaining("'ledger restore --backend ROCKSDB'");
            assertThatThrownBy(() -> RocksBlockStore.open(blocks, Fixtures.NETWORK))
                    .hasMessageContaining("set dsm.storage.microblocks.backend to segments");
            assertThat(blocks.resolve("CURRENT")).doesNotExist();
        }
    }

    @Test
    void aLockedStoreSaysThatItIsInUse() throws Exception {
        store();
        assertThatThrownBy(() -> RocksBlockStore.open(folder.resolve("blocks"), Fixtures.NETWORK))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(folder.resolve("blocks").toString())
                .hasMessageContaining("in use");
    }

    @Test
    void aDamagedStoreIsNamed() throws Exception {
        store().close();
        Path blocks = folder.resolve("blocks");
        Files.writeString(blocks.resolve("CURRENT"), "MANIFEST-999999\n");
        assertThatThrownBy(() -> RocksBlockStore.open(blocks, Fixtures.NETWORK))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(blocks.toString())
                .hasMessageMatching("(?s).*(damaged|cannot be read).*");
    }

    @Test
    void damageInTheMiddleOfTheLogIsRefusedATornTailIsCut() throws Exception {
        Path log = writeUnflushed(500);
        long size = Files.size(log);
        assertThat(size).isGreaterThan(100_000);
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(size - 11);
        }
        try (BlockStore store = RocksBlockStore.open(folder.resolve("blocks"), Fixtures.NETWORK)) {
            assertThat(store.highest(source.id, 0).map(SourceHead::to)).contains(499L);
        }
        deleteAll(folder.resolve("blocks"));
        Path again = writeUnflushed(500);
        try (RandomAccessFile file = new RandomAccessFile(again.toFile(), "rw")) {
            file.seek(size / 2);
            int was = file.read();
            file.seek(size / 2);
            file.write(was ^ 0x40);
        }
        assertThatThrownBy(() -> RocksBlockStore.open(folder.resolve("blocks"), Fixtures.NETWORK))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("damaged");
    }

    /** Copies the folder while the store is open, as a power cut would leave it: everything still in the log. */
    private Path writeUnflushed(int count) throws Exception {
        Path live = folder.resolve("live-" + System.nanoTime());
        Path blocks = folder.resolve("blocks");
        try (BlockStore store = RocksBlockStore.openOrCreate(live, Fixtures.NETWORK)) {
            for (Microblock block : source.chain(count)) {
                store.put(block);
            }
            store.sync();
            Files.createDirectories(blocks);
            try (Stream<Path> files = Files.list(live)) {
                for (Path file : files.toList()) {
                    Files.copy(file, blocks.resolve(file.getFileName()));
                }
            }
        }
        try (Stream<Path> files = Files.list(blocks)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max((left, right) -> left.getFileName().compareTo(right.getFileName()))
                    .orElseThrow();
        }
    }

    private static void deleteAll(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    /** A real child process, killed with SIGKILL while it writes. */
}
