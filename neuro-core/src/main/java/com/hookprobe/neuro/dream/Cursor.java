package com.hookprobe.neuro.dream;

import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import java.util.Arrays;

/**
 * The end of whole records in a segment: what the next record may leave unsaid.
 *
 * @param place in the history
 * @param integrity of the last record; empty at the start of a segment
 * @param slots so far, with heads
 */
record Cursor(TerChain place, byte[] integrity, int slots) {
    private static final byte[] NONE = new byte[0];

    static Cursor start(SegmentHeader header) {
        return new Cursor(header.start(), NONE, 0);
    }

    Cursor after(Ter ter, int slotsOfIt) {
        return new Cursor(place.after(ter), ter.integrity(), slots + slotsOfIt);
    }

    /** NEURO 10.3: a record slot alone cannot tell this record. */
    static boolean needsHead(TerChain place, byte[] integrity, Ter next) {
        return next.timestampMicros() - place.lastTimestampMicros() > Slots.DIFFERENCE_MICROS_MAX
                || !Arrays.equals(integrity, next.integrity());
    }
}
