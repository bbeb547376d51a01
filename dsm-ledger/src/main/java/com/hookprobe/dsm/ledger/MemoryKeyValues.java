package com.hookprobe.dsm.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Maps in memory that remember which batches were made durable, so that a power cut can be played. */
final class MemoryKeyValues implements KeyValues {
    private final Map<Column, NavigableMap<byte[], byte[]>> live = empty();
    private final Map<Column, NavigableMap<byte[], byte[]>> durable = empty();
    private final List<List<Put>> unsynced = new ArrayList<>();

    @Override
    public byte @Nullable [] get(Column column, byte[] key) {
        return column(live, column).get(key);
    }

    @Override
    public List<Entry> scan(Column column, byte[] from, byte[] to, int max) {
        if (Arrays.compareUnsigned(from, to) > 0) {
            return List.of();
        }
        List<Entry> found = new ArrayList<>();
        for (Map.Entry<byte[], byte[]> entry :
                column(live, column).subMap(from, true, to, true).entrySet()) {
            if (found.size() == max) {
                break;
            }
            found.add(new Entry(entry.getKey(), entry.getValue()));
        }
        return found;
    }

    @Override
    public void write(List<Put> batch, boolean sync) {
        apply(live, batch);
        unsynced.add(batch);
        if (sync) {
            sync();
        }
    }

    @Override
    public void sync() {
        unsynced.forEach(batch -> apply(durable, batch));
        unsynced.clear();
    }

    @Override
    public void close() {
        // Nothing is held outside the heap.
    }

    /** What a disk would hold after a power cut: every durable batch and the first few of the others. */
    MemoryKeyValues afterPowerCut(int unsyncedKept) {
        MemoryKeyValues rest = new MemoryKeyValues();
        durable.forEach((column, map) -> column(rest.durable, column).putAll(map));
        unsynced.subList(0, Math.min(unsyncedKept, unsynced.size())).forEach(batch -> apply(rest.durable, batch));
        rest.durable.forEach((column, map) -> column(rest.live, column).putAll(map));
        return rest;
    }

    private static Map<Column, NavigableMap<byte[], byte[]>> empty() {
        Map<Column, NavigableMap<byte[], byte[]>> maps = new EnumMap<>(Column.class);
        for (Column column : Column.values()) {
            maps.put(column, new TreeMap<>(Arrays::compareUnsigned));
        }
        return maps;
    }

    private static NavigableMap<byte[], byte[]> column(Map<Column, NavigableMap<byte[], byte[]>> maps, Column column) {
        NavigableMap<byte[], byte[]> map = maps.get(column);
        if (map == null) {
            throw new IllegalStateException("no column " + column);
        }
        return map;
    }

    private static void apply(Map<Column, NavigableMap<byte[], byte[]>> maps, List<Put> batch) {
        batch.forEach(put -> column(maps, put.column()).put(put.key(), put.value()));
    }
}
