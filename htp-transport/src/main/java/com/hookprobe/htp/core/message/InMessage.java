package com.hookprobe.htp.core.message;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way in. Fragments may come in any order, cut anywhere and more than once. What is there is a prefix
 * and, above it, a few ranges; the ranges exist only for messages that need them, and what they take beyond the first is
 * taken from the session's memory, so that fragments of one byte cannot hold more than was granted.
 */
final class InMessage {
    /** Ranges above the prefix. Loss makes some dozens; this many is a peer that plays. */
    static final int RANGES_MAX = 256;

    private static final int RANGE_BYTES = 8;

    /** Stands in a channel's ring for every message that is done. */
    static final InMessage DONE = new InMessage(0, false, MemoryShare.Grant.SHARE);

    enum Added {
        /** Bytes that were missing are there. */
        PROGRESS,
        /** All of it was there. */
        NOTHING_NEW,
        /** It contradicts what is there. */
        CONTRADICTS,
        /** There is no place to note the range; nothing was taken. */
        NO_PLACE
    }

    final boolean ordered;
    final byte[] bytes;
    private final MemoryShare.Grant grant;

    private int prefix;
    private @Nullable RangeSet ranges;
    /** What the ranges took of it. */
    private long rangeBytes;

    InMessage(int total, boolean ordered, MemoryShare.Grant grant) {
        this.grant = grant;
        this.bytes = new byte[total];
        this.ordered = ordered;
    }

    boolean complete() {
        return prefix == bytes.length;
    }

    /** Gives back everything that this message holds of the session's memory. */
    void release(MemoryShare memory) {
        memory.giveBack(grant, Frame.cost(bytes.length));
        memory.giveBack(rangeBytes);
    }

    /** HTP 4.2: "where they overlap they MUST be equal; total and ORDERED MUST stay". */
    Added add(boolean isOrdered, int total, int offset, byte[] source, int start, int length, MemoryShare memory) {
        if (total != bytes.length || isOrdered != ordered) {
            return Added.CONTRADICTS;
        }
        int end = offset + length;
        if (offset == prefix && (ranges == null || ranges.isEmpty())) {
            System.arraycopy(source, start, bytes, offset, length);
            prefix = end;
            return length > 0 ? Added.PROGRESS : Added.NOTHING_NEW;
        }
        if (!agrees(offset, end, source, start)) {
            return Added.CONTRADICTS;
        }
        if (end <= prefix) {
            return Added.NOTHING_NEW;
        }
        if (offset <= prefix) {
            System.arraycopy(source, start, bytes, offset, length);
            prefix = end;
            absorb();
            return Added.PROGRESS;
        }
        return addAbove(offset, end, source, start, memory);
    }

    private boolean agrees(int offset, int end, byte[] source, int start) {
        int shift = start - offset;
        if (offset < prefix && !same(offset, Math.min(end, prefix), source, shift)) {
            return false;
        }
        if (ranges != null) {
            for (int i = ranges.firstEndingFrom(offset); i < ranges.count() && ranges.start(i) < end; i++) {
                if (!same(Math.max(offset, ranges.start(i)), Math.min(end, ranges.end(i)), source, shift)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean same(int from, int to, byte[] source, int shift) {
        return from >= to || Arrays.equals(bytes, from, to, source, from + shift, to + shift);
    }

    private void absorb() {
        if (ranges == null || ranges.isEmpty() || ranges.start(0) > prefix) {
            return;
        }
        int i = ranges.firstEndingFrom(prefix);
        if (i < ranges.count() && ranges.start(i) <= prefix) {
            prefix = ranges.end(i);
        }
        ranges.remove(0, prefix);
    }

    private Added addAbove(int offset, int end, byte[] source, int start, MemoryShare memory) {
        RangeSet set = ranges;
        if (set == null) {
            set = new RangeSet();
            ranges = set;
        }
        int i = set.firstEndingFrom(offset);
        if (i < set.count() && set.start(i) <= offset && end <= set.end(i)) {
            return Added.NOTHING_NEW;
        }
        if (set.addGrows(offset, end) && set.count() == set.capacity()) {
            long more = (long) RANGE_BYTES * set.capacity();
            if (set.count() == RANGES_MAX || !memory.tryTakeForWaiting(more)) {
                return Added.NO_PLACE;
            }
            rangeBytes += more;
        }
        System.arraycopy(source, start, bytes, offset, end - offset);
        set.add(offset, end);
        return Added.PROGRESS;
    }
}
