package com.hookprobe.neuro.dream;

import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.TerFault;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks the slots of a segment, one after the other. Strict: what {@link Slots#pack} would not have written at this
 * place is refused, and then nothing has moved. NEURO 10.2, 10.3.
 */
final class SlotReader {
    private final SegmentHeader header;
    private int slot;
    /** Null when reading began in the middle and no record has been read yet. */
    private @Nullable TerChain place;

    private byte[] integrity = Slots.NOTHING;
    /** Waits for its record. */
    private @Nullable Head head;

    /** Slots up to the end of the last record. */
    private int slotsOfRecords;

    private SlotReader(SegmentHeader header, int slot, @Nullable TerChain place) {
        this.header = header;
        this.slot = slot;
        this.slotsOfRecords = slot;
        this.place = place;
    }

    /** From the first slot on. */
    static SlotReader start(SegmentHeader header) {
        return new SlotReader(header, 0, header.start());
    }

    /** From a slot in the middle on that has to be a head; the records before it are not known. */
    static SlotReader resume(SegmentHeader header, int slot) {
        return new SlotReader(header, slot, null);
    }

    /** The slot that comes next. */
    int slot() {
        return slot;
    }

    /** The place after the last record; null when reading began in the middle and there was none yet. */
    @Nullable TerChain place() {
        return place;
    }

    /** Slots up to the end of the last record; a head that waits for its record is behind them. */
    int endOfRecords() {
        return slotsOfRecords;
    }

    /** Where whole records end; a head that waits for its record is behind it. */
    Optional<Cursor> cursor() {
        return Optional.ofNullable(place).map(known -> new Cursor(known, integrity, slotsOfRecords));
    }

    /** Takes the next slot; gives the record when one is whole with it. */
    Optional<Ter> take(byte[] bytes, int at) throws BadBytes {
        int kind = (bytes[at] & 0xff) >>> 6;
        Optional<Ter> whole = switch (kind) {
            case Slots.KIND_RECORD -> Optional.of(takeRecord(bytes, at));
            case Slots.KIND_HEAD -> takeHead(bytes, at);
            default -> throw new BadBytes("a record or a head, kind 1 or 2", "kind " + kind);
        };
        slot++;
        if (whole.isPresent()) {
            slotsOfRecords = slot;
        }
        return whole;
    }

    private Optional<Ter> takeHead(byte[] bytes, int at) throws BadBytes {
        Head found = Head.decode(bytes, at, header.start().count());
        Head waiting = head;
        if (waiting != null) {
            if (slot % Slots.BLOCK != 0 || !found.equals(waiting)) {
                throw new BadBytes("the record of the head before", "another head");
            }
        } else if (place != null) {
            requireNext(place, found);
        }
        head = found;
        return Optional.empty();
    }

    private void requireNext(TerChain before, Head found) throws BadBytes {
        if (found.count() != before.count()) {
            throw new BadBytes("a head of record " + before.count(), "one of record " + found.count());
        }
        Ter outline = found.outline();
        Optional<TerFault> fault = before.check(outline);
        if (fault.isPresent()) {
            throw new BadBytes("a head that continues the history", fault.get().toString());
        }
        if (slot % Slots.BLOCK != 0 && !Cursor.needsHead(before, integrity, outline)) {
            throw new BadBytes("a record", "a head that is not needed");
        }
    }

    private Ter takeRecord(byte[] bytes, int at) throws BadBytes {
        int difference = ByteBuffer.wrap(bytes).getInt(at) & Slots.DIFFERENCE_MICROS_MAX;
        byte[] entropy = Arrays.copyOfRange(bytes, at + Integer.BYTES, at + Integer.BYTES + Ter.ENTROPY_BYTES);
        Head before = head;
        if (slot % Slots.BLOCK == 0 || (before == null && place == null)) {
            throw new BadBytes("a head", "a record");
        }
        if (before != null ? difference != 0 : difference == 0) {
            throw new BadBytes("a difference of time only when there is no head", "difference " + difference);
        }
        long count = before != null ? before.count() : known().count();
        Ter ter = before != null ? before.ter(entropy) : following(known(), difference, entropy);
        Slots.requireSeal(count, bytes, at, Slots.implied(ter));
        place = new TerChain(count + 1, ter.timestampMicros(), ter.crc());
        integrity = ter.integrity();
        head = null;
        return ter;
    }

    private Ter following(TerChain before, int differenceMicros, byte[] entropy) throws BadBytes {
        long timestampMicros = before.lastTimestampMicros() + differenceMicros;
        if (timestampMicros < 0) {
            throw new BadBytes("a timestamp below 2^63", Long.toUnsignedString(timestampMicros));
        }
        return Ter.of(entropy, integrity, timestampMicros, (int) (before.count() & 0xffff), before.lastCrc());
    }

    private TerChain known() {
        TerChain known = place;
        if (known == null) {
            throw new IllegalStateException("no record was read before slot " + slot);
        }
        return known;
    }
}
