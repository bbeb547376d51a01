package com.hookprobe.neuro.dream;

import java.io.IOException;
import java.util.Arrays;

/**
 * Which record each block of a segment begins with, so that a range need not be looked for from the start. 12 bytes for
 * 255 records. Made from the heads alone; a damaged one is left out, and is reported when it is read.
 */
final class BlockIndex {
    private long[] counts = new long[4];
    private int[] slots = new int[4];
    private int size;

    static BlockIndex read(SegmentFile file, int slotsOfFile) throws IOException {
        BlockIndex index = new BlockIndex();
        long firstCount = file.header().start().count();
        for (int slot = 0; slot < slotsOfFile; slot += Slots.BLOCK) {
            try {
                index.add(slot, Head.decode(file.read(slot, 1), 0, firstCount).count());
            } catch (BadBytes e) {
                // Reading from the block before meets it and tells.
                continue;
            }
        }
        return index;
    }

    /** A block that begins at {@code slot} with record {@code count}; ignored when that is out of order. */
    void add(int slot, long count) {
        if (size > 0 && count <= counts[size - 1]) {
            return;
        }
        if (size == counts.length) {
            counts = Arrays.copyOf(counts, size * 2);
            slots = Arrays.copyOf(slots, size * 2);
        }
        counts[size] = count;
        slots[size] = slot;
        size++;
    }

    /** The last known block that begins at or before {@code count}; 0 when none is known. */
    int slotBefore(long count) {
        int found = Arrays.binarySearch(counts, 0, size, count);
        int last = found >= 0 ? found : -found - 2;
        return last < 0 ? 0 : slots[last];
    }
}
