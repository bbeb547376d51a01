package com.hookprobe.dsm.ledger.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.dsm.ledger.kv.KeyValues.Change;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Files that changed while nobody looked: refused, or without effect. */
class SegmentDamageTest {
    private static final int BATCHES = 40;

    private final SimDisk disk = new SimDisk();

    private SegmentKeyValues written() throws Exception {
        SegmentKeyValues maps = Maps.open(disk);
        SplittableRandom random = new SplittableRandom(4);
        for (int number = 1; number <= BATCHES; number++) {
            maps.write(Maps.batch(random, number, 60), number % 3 == 0);
        }
        assertThat(maps.segmentCount()).isGreaterThan(1);
        return maps;
    }

    /** What a store of these files holds; null when it is refused. */
    private static List<String> contents(Map<String, byte[]> image) throws Exception {
        try {
            SegmentKeyValues maps = Maps.open(SimDisk.of(image));
            List<String> found = Maps.contents(maps);
            for (Column column : Column.values()) {
                for (KeyValues.Entry entry : maps.scan(column, Maps.LEAST, Maps.GREATEST, Integer.MAX_VALUE)) {
                    // A filter that forgot a key does not show in a scan.
                    assertThat(maps.get(column, entry.key())).isEqualTo(entry.value());
                }
            }
            return found;
        } catch (StoreException e) {
            assertThat(e).hasMessageContaining("/simulated").hasMessageMatching("(?s).*(expected).*");
            return null;
        }
    }

    private static Map<String, byte[]> with(Map<String, byte[]> image, String name, byte[] bytes) {
        Map<String, byte[]> changed = new TreeMap<>(image);
        changed.put(name, bytes);
        return changed;
    }

    private static byte[] flipped(byte[] bytes, int at, int bit) {
        byte[] changed = bytes.clone();
        changed[at] ^= (byte) (1 << bit);
        return changed;
    }

    private static String log(Map<String, byte[]> image) {
        return image.keySet().stream()
                .filter(name -> name.endsWith(Names.LOG))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void noFlippedBitOfAClosedStoreChangesWhatItHolds() throws Exception {
        SegmentKeyValues maps = written();
        List<String> good = Maps.contents(maps);
        maps.close();
        Map<String, byte[]> image = disk.image();
        int refused = 0;
        for (Map.Entry<String, byte[]> file : image.entrySet()) {
            boolean every = file.getKey().equals(Names.MANIFEST);
            for (int at = 0; at < file.getValue().length; at++) {
                for (int bit = every ? 0 : at % 8; bit < (every ? 8 : at % 8 + 1); bit++) {
                    List<String> found = contents(with(image, file.getKey(), flipped(file.getValue(), at, bit)));
                    if (found == null) {
                        refused++;
                    } else {
                        assertThat(found).as("%s, byte %d", file.getKey(), at).isEqualTo(good);
                    }
                }
            }
        }
        assertThat(refused).isGreaterThan(3_000);
    }

    @Test
    void aFlippedBitAfterAPowerCutCostsAtMostTheLastBatch() throws Exception {
        SegmentKeyValues maps = written();
        List<String> before = Maps.contents(maps);
        maps.write(Maps.batch(new SplittableRandom(5), BATCHES + 1, 60), true);
        List<String> good = Maps.contents(maps);
        Map<String, byte[]> image = disk.image();
        String log = log(image);
        byte[] bytes = image.get(log);
        int cut = 0;
        for (int at = 0; at < bytes.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                List<String> found = contents(with(image, log, flipped(bytes, at, bit)));
                if (found != null && !found.equals(good)) {
                    assertThat(found).as("byte %d", at).isEqualTo(before);
                    cut++;
                }
            }
        }
        assertThat(cut).isGreaterThan(100);
    }

    @Test
    void aFileThatIsMissingShortOrLongIsRefused() throws Exception {
        SegmentKeyValues maps = written();
        List<String> good = Maps.contents(maps);
        maps.close();
        Map<String, byte[]> image = disk.image();
        for (Map.Entry<String, byte[]> file : image.entrySet()) {
            String name = file.getKey();
            byte[] bytes = file.getValue();
            Map<String, byte[]> without = new TreeMap<>(image);
            without.remove(name);
            assertThat(contents(without)).as("without %s", name).isNull();
            boolean log = name.endsWith(Names.LOG);
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 5);
            assertThat(contents(with(image, name, longer))).as("long %s", name).isEqualTo(log ? good : null);
            if (!log) {
                for (int length = 0; length < bytes.length; length++) {
                    assertThat(contents(with(image, name, Arrays.copyOf(bytes, length))))
                            .as("%s of %d bytes", name, length)
                            .isNull();
                }
            }
        }
    }

    @Test
    void segmentsThatChangePlacesAreRefused() throws Exception {
        written().close();
        Map<String, byte[]> image = disk.image();
        List<String> segments =
                image.keySet().stream().filter(name -> name.endsWith(".seg")).toList();
        Map<String, byte[]> changed = with(image, segments.get(0), image.get(segments.get(1)));
        changed.put(segments.get(1), image.get(segments.get(0)));
        assertThat(contents(changed)).isNull();
    }

    @Test
    void anOlderSegmentOfTheSameNumberIsRefused() throws Exception {
        List<Map<String, byte[]>> images = new ArrayList<>();
        for (byte fill = 1; fill <= 2; fill++) {
            SimDisk each = new SimDisk();
            SegmentKeyValues maps = Maps.open(each);
            byte[] value = new byte[2_000];
            Arrays.fill(value, fill);
            maps.write(List.of(Change.put(Column.BLOCKS, new byte[1], value)), false);
            maps.write(List.of(Change.put(Column.META, new byte[1], value)), false);
            maps.close();
            images.add(each.image());
        }
        String segment = Names.segment(3);
        byte[] older = images.get(1).get(segment);
        assertThat(older.length).isEqualTo(images.get(0).get(segment).length);
        assertThat(contents(with(images.get(0), segment, older))).isNull();
    }

    @Test
    void theMessageSaysWhatWasExpectedWhatWasFoundAndWhatToDo() throws Exception {
        written().close();
        Map<String, byte[]> image = disk.image();
        String segment = image.keySet().stream()
                .filter(name -> name.endsWith(".seg"))
                .findFirst()
                .orElseThrow();
        Map<String, byte[]> changed = with(image, segment, flipped(image.get(segment), 30, 1));
        SegmentKeyValues maps = Maps.open(SimDisk.of(changed));
        assertThatThrownBy(() -> Maps.contents(maps))
                .isInstanceOf(StoreException.class)
                .hasMessageMatching("the block store in /simulated is damaged: in " + segment
                        + " expected a block at byte 0 of CRC32C [0-9a-f]{8}, found CRC32C [0-9a-f]{8}; run 'ledger repair', or move"
                        + " the folder away and let the node fetch the finalised state from its peers");
        changed.remove(segment);
        assertThatThrownBy(() -> Maps.open(SimDisk.of(changed)))
                .hasMessageContaining("MANIFEST expected a segment")
                .hasMessageContaining("found no file");
    }

    @Test
    void anotherVersionOfTheFormatIsNamed() throws Exception {
        written().close();
        Map<String, byte[]> image = disk.image();
        byte[] manifest = image.get(Names.MANIFEST).clone();
        manifest[Magic.BYTES - 1] = '2';
        assertThatThrownBy(() -> Maps.open(SimDisk.of(with(image, Names.MANIFEST, manifest))))
                .hasMessageContaining("begins with HPKVMAN2, expected HPKVMAN1")
                .hasMessageContaining("use the release that wrote it");
    }

    @Test
    void nothingIsRemovedFromAStoreThatIsRefused() throws Exception {
        written().close();
        Map<String, byte[]> image = disk.image();
        String log = log(image);
        Map<String, byte[]> changed = with(image, log, flipped(image.get(log), Log.HEADER_BYTES, 1));
        changed.put(Names.segment(77), new byte[3]);
        SimDisk refused = SimDisk.of(changed);
        assertThatThrownBy(() -> Maps.open(refused)).isInstanceOf(StoreException.class);
        assertThat(refused.image().keySet()).isEqualTo(changed.keySet());
    }

    @Test
    void leftoversAreRemovedOtherFilesAreNot() throws Exception {
        SegmentKeyValues maps = written();
        List<String> good = Maps.contents(maps);
        maps.close();
        Map<String, byte[]> image = disk.image();
        Map<String, byte[]> more = with(image, Names.segment(900), new byte[10]);
        more.put(Names.temporary(Names.segment(901)), new byte[0]);
        more.put(Names.temporary(Names.MANIFEST), new byte[3]);
        more.put(Names.log(902), new byte[100]);
        more.put("notes.txt", new byte[1]);
        SimDisk cleaned = SimDisk.of(more);
        assertThat(Maps.contents(Maps.open(cleaned))).isEqualTo(good);
        assertThat(cleaned.image().keySet())
                .isEqualTo(with(image, "notes.txt", new byte[1]).keySet());
    }

    @Test
    void afterAFailureNothingMoreIsWrittenAndTheNextStartHasAllThatWasAcknowledged() throws Exception {
        SegmentKeyValues maps = written();
        List<String> good = Maps.contents(maps);
        disk.fill();
        List<Change> one = List.of(Change.put(Column.HEADS, new byte[1], new byte[1]));
        assertThatThrownBy(() -> maps.write(one, false))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("its free space");
        assertThatThrownBy(() -> maps.write(one, true)).hasMessageContaining("takes no more writes since one failed");
        assertThatThrownBy(maps::sync).hasMessageContaining("takes no more writes");
        assertThat(Maps.contents(maps)).isEqualTo(good);
        maps.close();
        assertThat(Maps.contents(Maps.open(SimDisk.of(disk.image())))).isEqualTo(good);
    }
}
