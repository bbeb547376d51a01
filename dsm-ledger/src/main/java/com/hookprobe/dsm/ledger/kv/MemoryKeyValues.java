package com.hookprobe.dsm.ledger.kv;

import com.hookprobe.dsm.ledger.StoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Maps in memory that remember which batches were made durable, so that a power cut can be played. */
public final class MemoryKeyValues implements KeyValues {
    private final Map<Column, NavigableMap<byte[], byte[]>> live = empty();
    private final Map<Column, NavigableMap<byte[], byte[]>> durable = empty();
    private final List<List<Change>> unsynced = new ArrayList<>();

    @Override
    public byte @Nullable [] get(Column column, byte[] key) {
        return column(live, column).get(key);
    }

    @Override
    public void scan(Column column, byte[] from, byte[] to, Visitor visitor) throws StoreException {
        if (Arrays.compareUnsigned(from, to) <= 0) {
            visit(column(live, column).subMap(from, true, to, true), visitor);
        }
    }

    @Override
    public void scanBack(Column column, byte[] from, byte[] to, Visitor visitor) throws StoreException {
        if (Arrays.compareUnsigned(from, to) <= 0) {
            visit(column(live, column).subMap(from, true, to, true).descendingMap(), visitor);
        }
    }

    private static void visit(NavigableMap<byte[], byte[]> map, Visitor visitor) throws StoreException {
        for (Map.Entry<byte[], byte[]> entry : map.entrySet()) {
            if (!visitor.visit(entry.getKey(), entry.getValue())) {
                return;
            }
        }
    }

    @Override
    public void write(List<Change> batch, boolean sync) {
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
    public MemoryKeyValues afterPowerCut(int unsyncedKept) {
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

    private static void apply(Map<Column, NavigableMap<byte[], byte[]>> maps, List<Change> batch) {
        for (Change change : batch) {
            byte[] value = change.value();
            if (value == null) {
                column(maps, change.column()).remove(change.key());
            } else {
                column(maps, change.column()).put(change.key(), value);
            }
        }
    }
}
