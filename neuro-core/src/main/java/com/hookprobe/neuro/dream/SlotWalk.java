package com.hookprobe.neuro.dream;

import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The records of a segment in order, read a block at a time. */
final class SlotWalk {
    private final SegmentFile file;
    private final SlotReader reader;
    private final int begun;
    private final int end;
    private byte[] bytes = Slots.NOTHING;
    /** Slot of the first of {@link #bytes}. */
    private int from;

    private SlotWalk(SegmentFile file, SlotReader reader, int begun, int end) {
        this.file = file;
        this.reader = reader;
        this.begun = begun;
        this.end = end;
        this.from = reader.slot();
    }

    /** All slots that a file has now. */
    static SlotWalk all(SegmentFile file) throws IOException {
        return upTo(file, SlotReader.start(file.header()), file.size());
    }

    /** All slots from some on, in a file that has {@code size} bytes. */
    static SlotWalk upTo(SegmentFile file, SlotReader reader, long size) {
        long bytes = size - SegmentHeader.BYTES;
        int whole = (int) (bytes / Slots.BYTES);
        return new SlotWalk(file, reader, bytes % Slots.BYTES == 0 ? whole : whole + 1, whole);
    }

    /** The next record, or empty at the end. After damage the walk stays in front of the bad slot. */
    Optional<Ter> next() throws IOException, DamageException {
        while (reader.slot() < end) {
            int at = (reader.slot() - from) * Slots.BYTES;
            if (at >= bytes.length) {
                from = reader.slot();
                bytes = file.read(from, Math.min(Slots.BLOCK, end - from));
                at = 0;
            }
            try {
                Optional<Ter> ter = reader.take(bytes, at);
                if (ter.isPresent()) {
                    return ter;
                }
            } catch (BadBytes e) {
                throw file.damaged(reader.slot(), e);
            }
        }
        return Optional.empty();
    }

    /** The slot that comes next. */
    int slot() {
        return reader.slot();
    }

    /** True when a crash may have torn the slot that comes next, if this is the newest segment. NEURO 10.4. */
    boolean mayBeTorn() {
        return reader.slot() >= file.header().firstThatMayBeTorn(begun);
    }

    /** Slots that were begun, whole or not. */
    int begun() {
        return begun;
    }

    /** See {@link SlotReader#place}. */
    @Nullable TerChain place() {
        return reader.place();
    }

    /** See {@link SlotReader#endOfRecords}. */
    int endOfRecords() {
        return reader.endOfRecords();
    }

    /** See {@link SlotReader#cursor}. */
    Optional<Cursor> cursor() {
        return reader.cursor();
    }

    /** For a segment that is complete: its records end where the next one begins. NEURO 10.5. */
    void requireEnd(TerChain expected) throws DamageException {
        if (reader.endOfRecords() != reader.slot() || !expected.equals(reader.place())) {
            throw file.damaged(end, new BadBytes("records that end at " + expected, "an end at " + reader.place()));
        }
    }
}
