package com.hookprobe.dsm.ledger.kv;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.kv.KeyValues.Change;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The segment store against maps in memory. */
class SegmentModelTest {
    private static final int STEPS = 4_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void doesWhatMapsInMemoryDo(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        int keys = seed % 2 == 0 ? 40 : 1_000;
        MemoryKeyValues model = new MemoryKeyValues();
        SimDisk disk = new SimDisk();
        SegmentKeyValues maps = Maps.open(disk);
        int segmentsMost = 0;
        for (int step = 1; step <= STEPS; step++) {
            int what = random.nextInt(100);
            if (what < 60) {
                List<Change> batch = Maps.batch(random, step, keys);
                boolean durable = random.nextInt(4) == 0;
                model.write(batch, durable);
                maps.write(batch, durable);
            } else if (what < 80) {
                Column column = Maps.column(random);
                byte[] key = Maps.key(random, keys);
                assertThat(maps.get(column, key)).as("step %d", step).isEqualTo(model.get(column, key));
            } else if (what < 98) {
                Column column = Maps.column(random);
                byte[] from = Maps.key(random, keys);
                byte[] to = random.nextInt(9) == 0 ? from : Maps.key(random, keys);
                int max = random.nextInt(30);
                boolean rising = random.nextBoolean();
                assertThat(scan(maps, column, from, to, max, rising))
                        .as("step %d", step)
                        .isEqualTo(scan(model, column, from, to, max, rising));
            } else if (what == 98) {
                maps.close();
                maps = Maps.open(disk);
            } else {
                disk = disk.afterKill();
                maps = Maps.open(disk);
            }
            segmentsMost = Math.max(segmentsMost, maps.segmentCount());
        }
        assertThat(Maps.contents(maps)).isEqualTo(Maps.contents(model));
        assertThat(segmentsMost).isBetween(3, 40);
    }

    private static List<String> scan(KeyValues maps, Column column, byte[] from, byte[] to, int max, boolean rising)
            throws Exception {
        List<String> found = new ArrayList<>();
        KeyValues.Visitor visitor = (key, value) -> {
            found.add(Maps.text(column, key, value));
            return found.size() < max;
        };
        if (rising) {
            maps.scan(column, from, to, visitor);
        } else {
            maps.scanBack(column, from, to, visitor);
        }
        return found;
    }

    @Test
    void deletedKeysLeaveNothingBehind() throws Exception {
        SimDisk disk = new SimDisk();
        SegmentKeyValues maps = Maps.open(disk);
        byte[] value = new byte[100];
        for (int i = 0; i < 1_000; i++) {
            maps.write(List.of(Change.put(Column.BLOCKS, number(i), value)), false);
        }
        assertThat(size(disk)).isGreaterThan(100_000);
        for (int i = 0; i < 1_000; i++) {
            maps.write(List.of(Change.delete(Column.BLOCKS, number(i))), false);
        }
        for (int i = 0; i < 300; i++) {
            maps.write(List.of(Change.put(Column.HEADS, number(i % 10), value)), false);
        }
        assertThat(Maps.contents(maps)).hasSize(10);
        assertThat(size(disk)).isLessThan(12_000);
    }

    @Test
    void segmentsStayFewHoweverMuchIsWritten() throws Exception {
        SegmentKeyValues maps = Maps.open(new SimDisk());
        for (int i = 0; i < 20_000; i++) {
            maps.write(List.of(Change.put(Column.BLOCKS, number(i * 7919 % 20_000), new byte[20])), false);
            assertThat(maps.segmentCount()).isLessThan(30);
        }
        for (int i = 0; i < 20_000; i++) {
            assertThat(maps.get(Column.BLOCKS, number(i))).isNotNull();
        }
    }

    @Test
    void largeSegmentsBetweenSmallOnesDoNotKeepThemApart() throws Exception {
        SegmentKeyValues maps = Maps.open(new SimDisk());
        for (int i = 0; i < 4_000; i++) {
            byte[] value = new byte[i % 20 == 0 ? 10_000 : 20];
            maps.write(List.of(Change.put(Column.BLOCKS, number(i), value)), false);
            assertThat(maps.segmentCount()).isLessThan(30);
        }
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    private static long size(SimDisk disk) {
        return disk.image().values().stream().mapToLong(bytes -> bytes.length).sum();
    }

    @Test
    void aKeyWrittenOverAndOverDoesNotFillTheDisk() throws Exception {
        SimDisk disk = new SimDisk();
        SegmentKeyValues maps = Maps.open(disk);
        for (int i = 0; i < 2_000; i++) {
            maps.write(List.of(Change.put(Column.META, Maps.COUNT, new byte[50])), false);
        }
        assertThat(size(disk)).isLessThan(10_000);
        assertThat(Arrays.equals(maps.get(Column.META, Maps.COUNT), new byte[50]))
                .isTrue();
    }
}
