package com.hookprobe.dsm.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import com.hookprobe.dsm.ledger.kv.SegmentKeyValues;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SegmentMaintenanceTest extends StoreMaintenanceContract {
    private interface Damage {
        void to(Path file) throws Exception;
    }

    @Override
    StoreFolder kind() {
        return StoreFolder.SEGMENTS;
    }

    @Override
    BlockStore open(Path path) throws Exception {
        return SegmentBlockStore.openOrCreate(path, Fixtures.NETWORK);
    }

    @Override
    boolean readsWhileOpen() {
        return false;
    }

    @Override
    int many() {
        return 12_000;
    }

    @Override
    boolean holdsBlocks(Path file) {
        String name = file.toString();
        return name.endsWith(".seg") || name.endsWith(".wal");
    }

    @Override
    void namesDamage(List<String> left) {
        assertThat(left).filteredOn(line -> line.contains(".seg: ")).hasSizeGreaterThanOrEqualTo(2);
        assertThat(left).filteredOn(line -> line.contains(".wal: ")).hasSize(1);
    }

    @Test
    void aStoreThatIsOpenIsRefusedWithWhatToDo() throws Exception {
        try (BlockStore store = open(blocks())) {
            store.put(source.chain(1).get(0));
            assertThatThrownBy(() -> StoreMaintenance.openToRead(blocks()))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("stop the node, or ask its API");
            assertThatThrownBy(() -> StoreMaintenance.repair(blocks(), Fixtures.NETWORK, Progress.NONE))
                    .hasMessageContaining("stop the node");
            assertThat(files(folder)).as("nothing was begun").containsExactly(blocks());
        }
    }

    @Test
    void damageToOneFileLosesWhatLiesInItAloneAndNamesIt() throws Exception {
        fillFiles();
        Set<Hash32> all = blocksIn(blocks());
        assertThat(all).hasSize(many());
        for (Path file : files(blocks())) {
            if (Files.size(file) == 0) {
                continue;
            }
            Set<Hash32> elsewhere = new HashSet<>(all);
            boolean list = !holdsBlocks(file);
            if (!list) {
                elsewhere.removeAll(blocksIn(copyOf(List.of(file))));
            }
            assertThat(elsewhere.size()).isGreaterThan(many() / 2);
            check(file, Files::delete, elsewhere);
            check(file, SegmentMaintenanceTest::halve, elsewhere);
            Set<Hash32> kept = check(file, StoreMaintenanceContract::overwrite, elsewhere);
            assertThat(kept.size()).as("%s", file).isGreaterThanOrEqualTo(list ? many() : many() - 130);
        }
    }

    /** What is left after a damage to a file; all blocks that lie elsewhere must be. */
    private Set<Hash32> check(Path file, Damage damage, Set<Hash32> elsewhere) throws Exception {
        Path copy = copyOf(files(blocks()));
        String name = String.valueOf(file.getFileName());
        damage.to(copy.resolve(name));
        StoreMaintenance.CopyReport report = StoreMaintenance.repair(copy, Fixtures.NETWORK, Progress.NONE);
        assertThat(report.left()).as("%s of %s", name, files(blocks())).isNotEmpty();
        assertThat(report.left().get(0)).startsWith(name + ": ");
        assertThat(report.check().findings()).isEmpty();
        Set<Hash32> kept = blocksIn(copy);
        assertThat(kept).containsAll(elsewhere);
        open(copy).close();
        return kept;
    }

    private Path copyOf(List<Path> files) throws Exception {
        Path copy = Files.createTempDirectory(folder, "copy");
        for (Path file : files) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
        return copy;
    }

    private static Set<Hash32> blocksIn(Path path) throws Exception {
        Set<Hash32> blocks = new HashSet<>();
        try (KeyValues values = SegmentKeyValues.openToSalvage(path)) {
            values.scan(Column.BLOCKS, Keys.lowest(0), Keys.highest(32), (key, value) -> blocks.add(Hash32.of(key)));
        }
        return blocks;
    }

    private static void halve(Path file) throws Exception {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            // Within a batch: a log that ends between two looks like one that a kill ended there.
            bytes.setLength(bytes.length() / 2 - 7);
        }
    }
}
