package com.hookprobe.dsm.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksBlockStoreTest extends BlockStoreContract {
    @TempDir
    Path folder;

    private final List<BlockStore> opened = new ArrayList<>();

    @Override
    BlockStore store() throws StoreException {
        return keep(RocksBlockStore.openOrCreate(folder.resolve("blocks"), Fixtures.NETWORK));
    }

    private BlockStore keep(BlockStore store) {
        opened.add(store);
        return store;
    }

    @AfterEach
    void closeAll() throws StoreException {
        for (BlockStore store : opened) {
            store.close();
        }
    }

    @Test
    void tenThousandBlocksAreThereAfterReopening() throws Exception {
        List<Microblock> chain = source.chain(10_000);
        try (BlockStore store = store()) {
            for (Microblock block : chain) {
                store.put(block);
            }
            store.sync();
        }
        try (BlockStore store = RocksBlockStore.open(folder.resolve("blocks"), Fixtures.NETWORK)) {
            assertThat(store.highest(source.id, 0)).contains(head(chain));
            assertThat(store.chain(Fixtures.range(chain)).orElseThrow()).hasSize(10_000);
            assertThat(store.range(source.id, 0, 1, 10_000)).isEqualTo(chain);
        }
    }

    @Test
    void decisionsAndFrontierAreThereAfterReopening() throws Exception {
        Fixtures.Decision one = Fixtures.decide(Optional.empty(), List.of(source.chain(3), other.chain(2)));
        try (BlockStore store = store()) {
            store.putDecided(one.checkpoint(), one.after());
        }
        try (BlockStore store = store()) {
            assertThat(store.latestDecided()).contains(one.checkpoint());
            assertThat(store.frontier()).isEqualTo(one.after());
            assertThat(store.frontierHeight()).isEqualTo(1);
            assertThat(store.highest(other.id, 0).map(SourceHead::to)).contains(2L);
        }
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
    void aMissingStoreIsNamed() {
        Path missing = folder.resolve("nowhere");
        assertThatThrownBy(() -> RocksBlockStore.open(missing, Fixtures.NETWORK))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("there is no block store");
        assertThat(missing).doesNotExist();
    }

    @Test
    void aFileInPlaceOfTheFolderIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> RocksBlockStore.openOrCreate(file, Fixtures.NETWORK))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file.toString());
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
    void aStoreOfAnotherNetworkIsRefusedAndLeftUnlocked() throws Exception {
        store().close();
        assertThatThrownBy(() -> RocksBlockStore.open(folder.resolve("blocks"), Fixtures.filled(2)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("belongs to network");
        store();
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
    @Test
    void whatWasReportedAsSyncedSurvivesKill9() throws Exception {
        KilledWriter.killTwice(folder.resolve("killed"), KilledWriter.Kind.ROCKS);
    }
}
