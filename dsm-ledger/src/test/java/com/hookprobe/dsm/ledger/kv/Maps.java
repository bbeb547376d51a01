package com.hookprobe.dsm.ledger.kv;

import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.dsm.ledger.kv.KeyValues.Change;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/** Random batches, and what maps hold, for tests of the segment store. */
final class Maps {
    /** Segments of a few slots, so that a few batches lead to flushes and merges. */
    static final Limits TINY = new Limits(1_500, 4_000, 200, 2_000);

    static final byte[] LEAST = {};
    static final byte[] GREATEST = new byte[80];
    static final byte[] COUNT = {'c', 'o', 'u', 'n', 't'};

    static {
        Arrays.fill(GREATEST, (byte) 0xff);
    }

    private Maps() {}

    static SegmentKeyValues open(SimDisk disk) throws StoreException {
        return open(disk, TINY);
    }

    static SegmentKeyValues open(SimDisk disk, Limits limits) throws StoreException {
        SplittableRandom salts =
                new SplittableRandom(disk.operations() + disk.image().size());
        return SegmentKeyValues.open(disk, limits, salts::nextLong, true);
    }

    /** A batch of a few changes; its number is stored under {@link #COUNT}. */
    static List<Change> batch(SplittableRandom random, long number, int keys) {
        List<Change> batch = new ArrayList<>();
        batch.add(Change.put(
                Column.META, COUNT, ByteBuffer.allocate(8).putLong(number).array()));
        int changes = 1 + random.nextInt(5);
        for (int i = 0; i < changes; i++) {
            byte[] key = key(random, keys);
            Column column = column(random);
            if (random.nextInt(3) == 0) {
                batch.add(Change.delete(column, key));
            } else {
                byte[] value = new byte[random.nextInt(20) == 0 ? random.nextInt(900) : random.nextInt(40)];
                random.nextBytes(value);
                batch.add(Change.put(column, key, value));
            }
        }
        return batch;
    }

    static Column column(SplittableRandom random) {
        return List.of(Column.BLOCKS, Column.NUMBERS, Column.PAYLOADS).get(random.nextInt(3));
    }

    /** Keys of several lengths, some of them the beginning of others. */
    static byte[] key(SplittableRandom random, int keys) {
        int number = random.nextInt(keys);
        byte[] key = new byte[number % 7 + number % 3];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) ((number * 37) >>> i);
        }
        return key;
    }

    /** Number of the last batch, 0 when there is none. */
    static long count(KeyValues maps) throws StoreException {
        byte[] value = maps.get(Column.META, COUNT);
        return value == null ? 0 : ByteBuffer.wrap(value).getLong();
    }

    /** Everything, readable, in order. */
    static List<String> contents(KeyValues maps) throws StoreException {
        List<String> found = new ArrayList<>();
        for (Column column : Column.values()) {
            maps.scan(column, LEAST, GREATEST, (key, value) -> found.add(text(column, key, value)));
        }
        return found;
    }

    static String text(Column column, byte[] key, byte[] value) {
        HexFormat hex = HexFormat.of();
        return column + " " + hex.formatHex(key) + " = " + hex.formatHex(value);
    }
}
