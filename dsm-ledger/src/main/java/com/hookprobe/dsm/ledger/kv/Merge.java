package com.hookprobe.dsm.ledger.kv;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A compaction under way: neighbouring segments become one, a piece at a time. */
final class Merge implements Closeable {
    private final List<Segment> inputs;
    private final MergeCursor cursor;
    private final boolean bottom;
    private final SegmentWriter out;

    /**
     * Begins a merge.
     *
     * @param inputs from newest to oldest
     * @param bottom true when nothing older is left that a deletion would have to hide
     */
    Merge(List<Segment> inputs, boolean bottom, Disk disk, long number, int blockBytes) throws IOException {
        this.inputs = List.copyOf(inputs);
        this.bottom = bottom;
        List<Cursor> cursors = new ArrayList<>();
        long slots = 0;
        for (Segment input : inputs) {
            cursors.add(input.all());
            slots += input.slots();
        }
        this.cursor = new MergeCursor(cursors, true);
        this.out = new SegmentWriter(disk, number, inputs.get(0).newest(), slots, blockBytes);
    }

    List<Segment> inputs() {
        return inputs;
    }

    /** Merges about so many bytes; true when nothing is left to do but {@link #finish}. */
    boolean step(long bytes) throws IOException {
        long until = cursor.takenBytes() + bytes;
        @Nullable Slot slot = cursor.slot();
        while (slot != null && cursor.takenBytes() < until) {
            if (!bottom || !slot.deleted()) {
                out.add(slot);
            }
            cursor.advance();
            slot = cursor.slot();
        }
        return slot == null;
    }

    /** The new segment, durable but for its name; none when everything was deleted. */
    Optional<Manifest.Entry> finish() throws IOException {
        if (out.slots() == 0) {
            out.abandon();
            return Optional.empty();
        }
        return Optional.of(out.finish());
    }

    /** Removes what was merged so far. */
    void abandon() throws IOException {
        out.abandon();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
