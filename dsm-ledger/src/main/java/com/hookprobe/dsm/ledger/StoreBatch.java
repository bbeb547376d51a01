package com.hookprobe.dsm.ledger;

import com.hookprobe.dsm.ledger.kv.KeyValues;
import com.hookprobe.dsm.ledger.kv.KeyValues.Change;
import com.hookprobe.dsm.ledger.kv.KeyValues.Column;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes that become visible together. {@link #row} reads numbers as they will be. */
final class StoreBatch {
    private final KeyValues values;
    private final List<Change> changes = new ArrayList<>();
    private final Map<ByteBuffer, byte[]> rows = new HashMap<>();

    StoreBatch(KeyValues values) {
        this.values = values;
    }

    void put(Column column, byte[] key, byte[] value) {
        changes.add(Change.put(column, key, value));
    }

    void delete(Column column, byte[] key) {
        changes.add(Change.delete(column, key));
    }

    void putRow(byte[] numberKey, byte[] row) {
        rows.put(ByteBuffer.wrap(numberKey), row);
        put(Column.NUMBERS, numberKey, row);
    }

    byte @Nullable [] pendingRow(byte[] numberKey) {
        return rows.get(ByteBuffer.wrap(numberKey));
    }

    byte @Nullable [] row(byte[] numberKey) throws StoreException {
        byte[] pending = pendingRow(numberKey);
        return pending != null ? pending : values.get(Column.NUMBERS, numberKey);
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    int size() {
        return changes.size();
    }

    List<Change> changes() {
        return changes;
    }
}
