package com.hookprobe.dsm.ledger.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.dsm.ledger.kv.KeyValues.Change;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maps that are opened to be read: nothing is written, whatever lies there. */
class SegmentReadTest {
    private static final List<Change> ONE = List.of(Change.put(Column.META, new byte[1], new byte[1]));

    @TempDir
    Path folder;

    private static Map<String, byte[]> torn() throws Exception {
        SimDisk disk = new SimDisk();
        SegmentKeyValues maps = Maps.open(disk);
        SplittableRandom random = new SplittableRandom(1);
        for (int number = 1; number <= 40; number++) {
            maps.write(Maps.batch(random, number, 60), number % 3 == 0);
        }
        assertThat(maps.segmentCount()).isGreaterThan(1);
        Map<String, byte[]> image = new TreeMap<>(disk.image());
        image.replaceAll((name, bytes) -> name.endsWith(Names.LOG) ? Arrays.copyOf(bytes, bytes.length - 3) : bytes);
        image.put(Names.segment(900), new byte[10]);
        return image;
    }

    @Test
    void aTornTailAndLeftoversStayWhereTheyAreAndDoNotCount() throws Exception {
        Map<String, byte[]> image = torn();
        SimDisk disk = SimDisk.of(image);
        SegmentKeyValues maps = SegmentKeyValues.openToRead(disk, Maps.TINY);
        assertThat(Maps.count(maps)).isEqualTo(39);
        List<String> read = Maps.contents(maps);
        assertThat(maps.writable()).isFalse();
        assertThatThrownBy(() -> maps.write(ONE, true)).isInstanceOf(StoreException.class);
        assertThatThrownBy(maps::sync).hasMessageContaining("opened to be read");
        maps.close();
        assertThat(disk.operations()).isZero();
        assertThat(disk.image()).usingRecursiveComparison().isEqualTo(image);
        assertThat(Maps.contents(Maps.open(disk))).isEqualTo(read);
    }

    @Test
    void withoutAManifestNothingIsMade() {
        SimDisk empty = new SimDisk();
        assertThatThrownBy(() -> SegmentKeyValues.openToRead(empty, Maps.TINY))
                .hasMessageContaining("there is no block store");
        SimDisk log = SimDisk.of(Map.of(Names.log(1), new byte[40]));
        assertThatThrownBy(() -> SegmentKeyValues.openToRead(log, Maps.TINY))
                .hasMessageContaining("in MANIFEST expected the list of the other files, found no file");
        assertThat(empty.operations() + log.operations()).isZero();
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> SegmentKeyValues.openToRead(missing)).hasMessageContaining("there is no block store");
        assertThat(missing).doesNotExist();
    }

    @Test
    void aStoreThatIsOpenIsNotRead() throws Exception {
        try (SegmentKeyValues maps = SegmentKeyValues.open(folder, true)) {
            maps.write(ONE, true);
            assertThatThrownBy(() -> SegmentKeyValues.openToRead(folder))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("stop the node, or ask its API");
        }
        try (SegmentKeyValues maps = SegmentKeyValues.openToRead(folder)) {
            assertThat(maps.get(Column.META, new byte[1])).hasSize(1);
            assertThatThrownBy(() -> SegmentKeyValues.open(folder, false)).hasMessageContaining("in use");
        }
        Files.delete(folder.resolve(Names.LOCK));
        SegmentKeyValues.openToRead(folder).close();
        SegmentKeyValues.open(folder, false).close();
    }
}
