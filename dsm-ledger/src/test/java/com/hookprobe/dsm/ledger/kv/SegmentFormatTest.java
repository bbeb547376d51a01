package com.hookprobe.dsm.ledger.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.dsm.ledger.kv.KeyValues.Change;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes of the files, the limits of what they take, and folders that are not theirs. */
class SegmentFormatTest {
    @TempDir
    Path folder;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Expected: what another implementation made of the text of the specification, in another language. */
    @Test
    void theBytesAreThoseOfTheSpecification() throws Exception {
        SimDisk disk = new SimDisk();
        Limits small = new Limits(150, 1_000, 20, 1_000);
        SegmentKeyValues maps = SegmentKeyValues.open(disk, small, () -> 0x0102030405060708L, true);
        maps.write(
                List.of(
                        Change.put(Column.BLOCKS, ascii("ab"), ascii("one")),
                        Change.put(Column.BLOCKS, ascii("ac"), ascii("two"))),
                true);
        maps.write(
                List.of(Change.delete(Column.NUMBERS, ascii("k")), Change.put(Column.META, ascii("x"), ascii(""))),
                true);
        maps.close();
        Map<String, byte[]> image = disk.image();
        assertThat(image).containsOnlyKeys("000000000002.wal", "000000000003.seg", "MANIFEST");
        assertThat(HexFormat.of().formatHex(image.get("000000000002.wal")))
                .isEqualTo(
                        "48504b564c4f473100000000000000020102030405060708f14ac097a6d1242a00000014000000000000001c00000000"
                                + "0000001c69fb9b8200000002ffffffff026b00000002000000000078c326faed00000000000000000000004c00000000"
                                + "0000004c06b6f34f");
        assertThat(HexFormat.of().formatHex(image.get("000000000003.seg")))
                .isEqualTo(
                        "00000003000000030161626f6e65000000030000000301616374776f080440208412431800000000000000000000000e"
                                + "00dc8e290000000101000000000000000e0000000ea5d525db0000000301616348504b56534547310000000000000003"
                                + "000000000000000300000000000000020000000000000000000000000000001c000000080000002c3967bb4b8e1c2dde"
                                + "dc9f6d11");
        assertThat(HexFormat.of().formatHex(image.get("MANIFEST")))
                .isEqualTo(
                        "48504b564d414e31000000000000000400000000000000020000000100000000000000030000000000000094dc9f6d11"
                                + "43512c84");
    }

    @Test
    void keysAndValuesUpToTheLimitAreKept() throws Exception {
        byte[] key = new byte[Slot.KEY_BYTES_MAX];
        byte[] value = new byte[Slot.VALUE_BYTES_MAX];
        Arrays.fill(value, (byte) 7);
        try (SegmentKeyValues maps = SegmentKeyValues.open(folder, true)) {
            maps.write(List.of(Change.put(Column.PAYLOADS, key, value)), true);
            maps.write(
                    List.of(Change.put(Column.META, key, new byte[0]), Change.put(Column.META, new byte[0], key)),
                    false);
            assertThat(maps.segmentCount()).isEqualTo(1);
            assertThat(Arrays.equals(maps.get(Column.PAYLOADS, key), value)).isTrue();
        }
        try (SegmentKeyValues maps = SegmentKeyValues.open(folder, false)) {
            assertThat(Arrays.equals(maps.get(Column.PAYLOADS, key), value)).isTrue();
            assertThat(maps.get(Column.META, key)).isEmpty();
            assertThat(maps.get(Column.META, new byte[0])).isEqualTo(key);
        }
    }

    @Test
    void greaterOnesAreRefusedAndTheStoreGoesOn() throws Exception {
        SegmentKeyValues maps = Maps.open(new SimDisk());
        byte[] key = new byte[Slot.KEY_BYTES_MAX + 1];
        byte[] value = new byte[Slot.VALUE_BYTES_MAX + 1];
        byte[] half = new byte[Slot.VALUE_BYTES_MAX];
        assertThatThrownBy(() -> maps.write(List.of(Change.delete(Column.META, key)), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a key of at most 65536 bytes");
        assertThatThrownBy(() -> maps.write(List.of(Change.put(Column.META, new byte[1], value)), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a value of at most 67108864");
        Change large = Change.put(Column.META, new byte[1], half);
        assertThatThrownBy(() -> maps.write(List.of(large, large), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a batch of at most 134217728 bytes");
        maps.write(List.of(), true);
        maps.write(List.of(Change.put(Column.META, new byte[1], new byte[2])), true);
        assertThat(maps.get(Column.META, new byte[1])).hasSize(2);
    }

    @Test
    void aSecondOpenerIsToldThatTheStoreIsInUse() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("real")));
        try (SegmentKeyValues maps = SegmentKeyValues.open(folder.resolve("real"), true)) {
            for (Path path : List.of(folder.resolve("real"), link)) {
                assertThatThrownBy(() -> SegmentKeyValues.open(path, true))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining(path.toString())
                        .hasMessageContaining("in use by another process");
            }
            maps.write(List.of(Change.put(Column.META, new byte[1], new byte[1])), true);
        }
        SegmentKeyValues.open(folder.resolve("real"), false).close();
    }

    @Test
    void aFolderOfSomethingElseIsRefusedAndLeftAsItWas() throws Exception {
        Files.writeString(folder.resolve("CURRENT"), "MANIFEST-000001\n");
        assertThatThrownBy(() -> SegmentKeyValues.open(folder, true))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("another file, CURRENT")
                .hasMessageContaining("an empty folder");
        assertThat(folder.resolve("CURRENT")).content().isEqualTo("MANIFEST-000001\n");
        assertThat(folder.resolve(Names.MANIFEST)).doesNotExist();
        Files.delete(folder.resolve("CURRENT"));
        Files.writeString(
                folder.resolve(Names.MANIFEST), "a list of things in this folder, long enough for a manifest");
        assertThatThrownBy(() -> SegmentKeyValues.open(folder, true))
                .hasMessageContaining("expected the mark HPKVMAN1");
    }

    @Test
    void theTopOfAFileSystemWillDo() throws Exception {
        Files.createDirectory(folder.resolve("lost+found"));
        SegmentKeyValues.open(folder, true).close();
    }

    @Test
    void interruptsDoNoHarm() throws Exception {
        try (SegmentKeyValues maps = SegmentKeyValues.open(FolderDisk.open(folder), Maps.TINY, () -> 1, true)) {
            Thread.currentThread().interrupt();
            for (int i = 0; i < 60; i++) {
                maps.write(List.of(Change.put(Column.META, new byte[i], new byte[50])), i % 20 == 0);
            }
            assertThat(maps.segmentCount()).isPositive();
            assertThat(maps.get(Column.META, new byte[3])).hasSize(50);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
