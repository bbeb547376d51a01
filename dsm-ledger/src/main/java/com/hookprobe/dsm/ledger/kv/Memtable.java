package com.hookprobe.dsm.ledger.kv;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The newest slots, sorted, on the heap. */
final class Memtable {
    private final NavigableMap<byte[], Slot> slots = new TreeMap<>(Arrays::compareUnsigned);
    private long heapBytes;

    void put(Slot slot) {
        Slot before = slots.put(slot.key(), slot);
        heapBytes += slot.heapBytes() - (before == null ? 0 : before.heapBytes());
    }

    @Nullable Slot get(byte[] key) {
        return slots.get(key);
    }

    int size() {
        return slots.size();
    }

    long heapBytes() {
        return heapBytes;
    }

    Iterable<Slot> all() {
        return slots.values();
    }

    /** Walks from a key to a key, both inclusive; {@code from} is the lesser one in either direction. */
    Cursor cursor(byte[] from, byte[] to, boolean rising) {
        NavigableMap<byte[], Slot> part = slots.subMap(from, true, to, true);
        return new Walk((rising ? part : part.descendingMap()).values().iterator());
    }

    private static final class Walk implements Cursor {
        private final Iterator<Slot> iterator;
        private @Nullable Slot slot;

        Walk(Iterator<Slot> iterator) {
            this.iterator = iterator;
            advance();
        }

        @Override
        public @Nullable Slot slot() {
            return slot;
        }

        @Override
        public void advance() {
            slot = iterator.hasNext() ? iterator.next() : null;
        }
    }
}
