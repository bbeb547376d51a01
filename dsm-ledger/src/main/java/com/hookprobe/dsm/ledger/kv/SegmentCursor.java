package com.hookprobe.dsm.ledger.kv;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Walks over a segment, one block in hand. */
final class SegmentCursor implements Cursor {
    /** Where its blocks come from. */
    @FunctionalInterface
    interface Blocks {
        /** A block's slots; none when they were lost. */
        Slot[] get(int number) throws IOException;
    }

    private final Blocks blocks;
    private final int count;
    private final int step;
    private final byte @Nullable [] last;
    private Slot[] slots = new Slot[0];
    private int block;
    private int at;
    private @Nullable Slot slot;

    private SegmentCursor(Blocks blocks, int count, boolean rising, byte @Nullable [] last) {
        this.blocks = blocks;
        this.count = count;
        this.step = rising ? 1 : -1;
        this.last = last;
    }

    /** Over everything, rising. */
    static SegmentCursor all(Blocks blocks, BlockIndex index) throws IOException {
        SegmentCursor cursor = new SegmentCursor(blocks, index.count(), true, null);
        cursor.block = -1;
        cursor.advance();
        return cursor;
    }

    /** From a key to a key, both inclusive; {@code from} is the lesser one in either direction. */
    static SegmentCursor between(Blocks blocks, BlockIndex index, byte[] from, byte[] to, boolean rising)
            throws IOException {
        SegmentCursor cursor = new SegmentCursor(blocks, index.count(), rising, rising ? to : from);
        byte[] first = rising ? from : to;
        cursor.block = index.find(first);
        if (cursor.block >= 0) {
            cursor.slots = blocks.get(cursor.block);
            int place = Segment.place(cursor.slots, first);
            int greater = place >= 0 ? place : -(place + 1);
            // One step before the first slot that counts.
            cursor.at = rising ? greater - 1 : place >= 0 ? place + 1 : greater;
        }
        cursor.advance();
        return cursor;
    }

    @Override
    public @Nullable Slot slot() {
        return slot;
    }

    @Override
    public void advance() throws IOException {
        at += step;
        while (at < 0 || at >= slots.length) {
            block += step;
            boolean end = block < 0 || block >= count;
            slots = end ? new Slot[0] : blocks.get(block);
            at = step > 0 ? 0 : slots.length - 1;
            if (end) {
                // Stays beyond the end however often it is called.
                block -= step;
                slot = null;
                return;
            }
        }
        slot = within(slots[at]) ? slots[at] : null;
    }

    private boolean within(Slot found) {
        return last == null || Arrays.compareUnsigned(found.key(), last) * step <= 0;
    }
}
