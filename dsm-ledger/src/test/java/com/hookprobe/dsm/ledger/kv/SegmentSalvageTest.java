package com.hookprobe.dsm.ledger.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.dsm.ledger.kv.KeyValues.Change;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged maps, opened to take out what is left: nothing that was never written, and what is lost is named. */
class SegmentSalvageTest {
    @TempDir
    Path folder;

    private final SimDisk disk = new SimDisk();
    /** Every entry that was ever written. */
    private final Set<String> written = new HashSet<>();

    private SegmentKeyValues write(long seed, int batches) throws Exception {
        SegmentKeyValues maps = Maps.open(disk);
        SplittableRandom random = new SplittableRandom(seed);
        for (int number = 1; number <= batches; number++) {
            List<Change> batch = Maps.batch(random, number, 60);
            for (Change change : batch) {
                byte[] value = change.value();
                if (value != null) {
                    written.add(Maps.text(change.column(), change.key(), value));
                }
            }
            maps.write(batch, number % 3 == 0);
        }
        return maps;
    }

    private static KeyValues salvage(Map<String, byte[]> image) throws Exception {
        return SegmentKeyValues.openToSalvage(SimDisk.of(image), Maps.TINY);
    }

    private static Map<String, byte[]> with(Map<String, byte[]> image, String name, byte[] bytes) {
        Map<String, byte[]> changed = new TreeMap<>(image);
        changed.put(name, bytes);
        return changed;
    }

    private static Map<String, byte[]> without(Map<String, byte[]> image, String name) {
        Map<String, byte[]> changed = new TreeMap<>(image);
        changed.remove(name);
        return changed;
    }

    @Test
    void ofASoundStoreNothingIsLostAndNothingIsWritten() throws Exception {
        List<String> good = Maps.contents(write(3, 60));
        SimDisk same = SimDisk.of(disk.image());
        KeyValues maps = SegmentKeyValues.openToSalvage(same, Maps.TINY);
        assertThat(Maps.contents(maps)).isEqualTo(good);
        assertThat(maps.passedOver()).isEmpty();
        assertThat(maps.writable()).isFalse();
        assertThatThrownBy(() -> maps.write(List.of(), true)).isInstanceOf(StoreException.class);
        assertThatThrownBy(maps::sync).isInstanceOf(StoreException.class);
        assertThat(maps.get(Column.META, Maps.COUNT)).hasSize(8);
        assertThat(maps.get(Column.META, new byte[] {9})).isNull();
        List<String> back = new ArrayList<>();
        maps.scanBack(
                Column.BLOCKS,
                Maps.LEAST,
                Maps.GREATEST,
                (key, value) -> back.add(Maps.text(Column.BLOCKS, key, value)));
        assertThat(good).containsAll(back);
        maps.close();
        assertThat(same.operations()).isZero();
    }

    /** A merged segment may have a greater number than a newer one: then numbers alone would bring older values back. */
    @Test
    void withoutAManifestNewerValuesStillHideOlderOnes() throws Exception {
        int mixed = 0;
        for (long seed = 0; seed < 60; seed++) {
            SimDisk each = new SimDisk();
            SegmentKeyValues maps = Maps.open(each);
            SplittableRandom random = new SplittableRandom(seed);
            int keys = 60 + random.nextInt(3_000);
            int batches = 100 + random.nextInt(900);
            for (int number = 1; number <= batches; number++) {
                maps.write(Maps.batch(random, number, keys), false);
            }
            List<String> good = Maps.contents(maps);
            maps.close();
            List<Long> numbers = Manifest.read(each).segments().stream()
                    .map(Manifest.Entry::number)
                    .toList();
            mixed += numbers.stream()
                            .sorted((left, right) -> Long.compare(right, left))
                            .toList()
                            .equals(numbers)
                    ? 0
                    : 1;
            KeyValues salvaged = salvage(without(each.image(), Names.MANIFEST));
            assertThat(Maps.contents(salvaged)).as("seed %d", seed).isEqualTo(good);
            assertThat(salvaged.passedOver()).hasSize(1).allMatch(line -> line.startsWith("MANIFEST: "));
        }
        assertThat(mixed).as("stores whose numbers are not in order").isPositive();
    }

    @Test
    void withoutAManifestFilesThatOthersReplacedDoNoHarm() throws Exception {
        SegmentKeyValues maps = Maps.open(disk);
        SplittableRandom random = new SplittableRandom(7);
        Map<String, byte[]> before = disk.image();
        int leftovers = 0;
        for (int number = 1; number <= 200; number++) {
            maps.write(Maps.batch(random, number, 60), false);
            Map<String, byte[]> both = new TreeMap<>(before);
            before = disk.image();
            both.putAll(before);
            leftovers += both.size() > before.size() ? 1 : 0;
            assertThat(Maps.contents(salvage(without(both, Names.MANIFEST))))
                    .as("batch %d", number)
                    .isEqualTo(Maps.contents(maps));
        }
        assertThat(leftovers).isGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFlippedBitLosesAtMostWhatItLiesInAndIsNamed(boolean closed) throws Exception {
        SegmentKeyValues maps = write(4, 50);
        assertThat(maps.segmentCount()).isGreaterThan(1);
        List<String> good = Maps.contents(maps);
        if (closed) {
            maps.close();
        }
        Map<String, byte[]> image = disk.image();
        for (Map.Entry<String, byte[]> file : image.entrySet()) {
            for (int at = 0; at < file.getValue().length; at++) {
                byte[] changed = file.getValue().clone();
                changed[at] ^= (byte) (1 << at % 8);
                KeyValues salvaged = salvage(with(image, file.getKey(), changed));
                List<String> found = Maps.contents(salvaged);
                assertThat(written).as("%s, byte %d", file.getKey(), at).containsAll(found);
                if (!found.equals(good)) {
                    assertThat(salvaged.passedOver())
                            .as("%s, byte %d", file.getKey(), at)
                            .hasSize(1)
                            .allMatch(line -> line.startsWith(file.getKey() + ": "));
                }
            }
        }
    }

    @Test
    void aFileThatIsMissingOrShortIsNamedAndTheOthersAreTaken() throws Exception {
        SegmentKeyValues maps = write(5, 50);
        List<String> good = Maps.contents(maps);
        maps.close();
        Map<String, byte[]> image = disk.image();
        for (Map.Entry<String, byte[]> file : image.entrySet()) {
            String name = file.getKey();
            KeyValues missing = salvage(without(image, name));
            assertThat(written).containsAll(Maps.contents(missing));
            assertThat(missing.passedOver()).hasSize(1).allMatch(line -> line.startsWith(name + ": "));
            for (int length = 0; length < file.getValue().length; length++) {
                KeyValues salvaged = salvage(with(image, name, Arrays.copyOf(file.getValue(), length)));
                List<String> found = Maps.contents(salvaged);
                assertThat(written).as("%s of %d bytes", name, length).containsAll(found);
                // A log that ends between two batches looks like one that a kill ended there.
                assertThat(found.equals(good)
                                || Names.isLog(name)
                                || salvaged.passedOver().size() == 1)
                        .as("%s of %d bytes", name, length)
                        .isTrue();
            }
        }
    }

    @Test
    void aSegmentWithoutItsIndexIsReadSlotBySlot() throws Exception {
        SegmentKeyValues maps = write(6, 50);
        List<String> good = Maps.contents(maps);
        maps.close();
        Map<String, byte[]> image = disk.image();
        int segments = 0;
        for (Map.Entry<String, byte[]> file : image.entrySet()) {
            if (Names.isSegment(file.getKey())) {
                byte[] cut = Arrays.copyOf(file.getValue(), file.getValue().length - 1);
                KeyValues salvaged = salvage(with(image, file.getKey(), cut));
                assertThat(Maps.contents(salvaged)).isEqualTo(good);
                assertThat(salvaged.passedOver()).hasSize(1).allMatch(line -> line.contains("the index"));
                segments++;
            }
        }
        assertThat(segments).isGreaterThan(1);
    }

    @Test
    void aSegmentOfAnotherStoreIsNotTaken() throws Exception {
        write(8, 50).close();
        SimDisk other = new SimDisk();
        SegmentKeyValues foreign = Maps.open(other);
        for (int i = 0; i < 200; i++) {
            foreign.write(List.of(Change.put(Column.PROOFS, new byte[] {(byte) i}, new byte[100])), false);
        }
        foreign.close();
        String name = disk.image().keySet().stream()
                .filter(Names::isSegment)
                .findFirst()
                .orElseThrow();
        byte[] bytes = other.image().entrySet().stream()
                .filter(file -> Names.isSegment(file.getKey()))
                .findFirst()
                .orElseThrow()
                .getValue();
        KeyValues salvaged = salvage(with(disk.image(), name, bytes));
        assertThat(written).containsAll(Maps.contents(salvaged));
        assertThat(salvaged.passedOver()).hasSize(1).allMatch(line -> line.startsWith(name));
    }

    @Test
    void aStoreThatIsOpenIsNotSalvaged() throws Exception {
        try (SegmentKeyValues maps = SegmentKeyValues.open(folder, true)) {
            assertThatThrownBy(() -> SegmentKeyValues.openToSalvage(folder)).hasMessageContaining("in use");
            maps.write(List.of(Change.put(Column.META, new byte[1], new byte[1])), true);
        }
        try (KeyValues maps = SegmentKeyValues.openToSalvage(folder)) {
            assertThat(maps.get(Column.META, new byte[1])).hasSize(1);
        }
    }
}
