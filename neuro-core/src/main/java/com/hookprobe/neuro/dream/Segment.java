package com.hookprobe.neuro.dream;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One segment of an open log: a file, and where its records end.
 *
 * <p>After a crash the end of the newest segment may be torn. What may be torn is known exactly: the file was synced at
 * each multiple of {@code syncEvery} slots before a later slot was written, so only slots behind the last such multiple
 * may be bad. They are cut away. A bad slot before it was durable once: that is damage, not a crash, and is reported.
 * NEURO 10.4.
 */
final class Segment implements AutoCloseable {
    private final SegmentFile file;
    private Cursor end;
    private final int slotsCut;
    private @Nullable BlockIndex index;
    private boolean unsynced;

    private Segment(SegmentFile file, Cursor end, int slotsCut) {
        this.file = file;
        this.end = end;
        this.slotsCut = slotsCut;
    }

    /** A segment that another one follows: not read, but as long as the next one says. NEURO 10.5. */
    static Segment complete(SegmentFile file, SegmentHeader next) throws IOException, DamageException {
        requireLength(file, next);
        return new Segment(file, new Cursor(next.start(), Slots.NOTHING, next.slotsBefore()), 0);
    }

    /** The newest segment: every slot is checked, and a torn tail cut. */
    static Segment newest(SegmentFile file) throws IOException, DamageException {
        SlotWalk walk = SlotWalk.all(file);
        try {
            for (Optional<Ter> ter = walk.next(); ter.isPresent(); ter = walk.next()) {
                // Only where it ends matters.
                continue;
            }
        } catch (DamageException e) {
            if (!walk.mayBeTorn()) {
                throw e;
            }
        }
        Cursor end = walk.cursor().orElse(Cursor.start(file.header()));
        file.cut(end.slots());
        // Also when there was nothing to cut: a process that died between a write and its sync has left slots that must
        // be durable before the next one is written.
        file.syncLength();
        return new Segment(file, end, walk.begun() - end.slots());
    }

    /** NEURO 10.5: a segment is the one that the next header tells of, and has as many slots. */
    static void requireLength(SegmentFile file, SegmentHeader next) throws IOException, DamageException {
        String expected =
                next.recordsBefore() + " records in " + next.slotsBefore() + " slots as the next segment says";
        if (!next.follows(file.header())) {
            throw file.damaged(
                    file.slotsWhole(),
                    new BadBytes(
                            expected,
                            "a next segment that begins with record "
                                    + next.start().count()));
        }
        if (file.size() != SegmentFile.positionOf(next.slotsBefore())) {
            int common = Math.min(file.slotsWhole(), next.slotsBefore());
            throw file.damaged(common, new BadBytes(expected, "a file of " + file.size() + " bytes"));
        }
    }

    SegmentFile file() {
        return file;
    }

    TerChain start() {
        return file.header().start();
    }

    /** The place after the last record. */
    TerChain end() {
        return end.place();
    }

    int slots() {
        return end.slots();
    }

    long records() {
        return end.place().count() - start().count();
    }

    /** Slots of a torn tail that were cut when this was opened. */
    int slotsCut() {
        return slotsCut;
    }

    /** Appends to the newest segment, with the syncs that are due. When it fails the segment has not moved. */
    void append(Ter ter) throws IOException {
        byte[] bytes = Slots.pack(end, ter);
        int slot = end.slots();
        for (int from = 0; from < bytes.length; from += Slots.BYTES) {
            file.write(bytes, from, slot++);
            unsynced = true;
            if (slot % file.header().syncEvery() == 0) {
                sync();
            }
        }
        int block = (slot - 1) / Slots.BLOCK * Slots.BLOCK;
        if (index != null && block >= end.slots()) {
            index.add(block, end.place().count());
        }
        end = end.after(ter, slot - end.slots());
    }

    /** Undoes what an append that failed may have left. */
    void cutToRecords() throws IOException {
        file.cut(end.slots());
    }

    void sync() throws IOException {
        if (unsynced) {
            file.sync();
            unsynced = false;
        }
    }

    /** Adds the records from {@code fromCount} on until {@code found} has {@code n}, as far as this segment goes. */
    void range(long fromCount, int n, List<Ter> found) throws IOException, NeuroException {
        int slot = index().slotBefore(fromCount);
        SlotWalk walk = walk(slot == 0 ? SlotReader.start(file.header()) : SlotReader.resume(file.header(), slot));
        try {
            while (found.size() < n) {
                Optional<Ter> ter = walk.next();
                if (ter.isEmpty()) {
                    walk.requireEnd(end.place());
                    return;
                }
                TerChain after = walk.place();
                if (after != null && after.count() > fromCount) {
                    found.add(ter.get());
                }
            }
        } catch (DamageException e) {
            throw e.reported();
        }
    }

    /** Checks every record. */
    void scan() throws IOException, NeuroException {
        SlotWalk walk = walk(SlotReader.start(file.header()));
        try {
            for (Optional<Ter> ter = walk.next(); ter.isPresent(); ter = walk.next()) {
                continue;
            }
            walk.requireEnd(end.place());
        } catch (DamageException e) {
            throw e.reported();
        }
    }

    private SlotWalk walk(SlotReader reader) {
        return SlotWalk.upTo(file, reader, SegmentFile.positionOf(end.slots()));
    }

    private BlockIndex index() throws IOException {
        BlockIndex known = index;
        if (known == null) {
            known = BlockIndex.read(file, end.slots());
            index = known;
        }
        return known;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
