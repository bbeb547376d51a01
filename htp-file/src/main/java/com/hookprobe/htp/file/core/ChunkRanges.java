package com.hookprobe.htp.file.core;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Chunks that a receiver holds already, as ranges. Immutable. Ranges ascend and do not touch, so each set of chunks has
 * one spelling.
 *
 * @param ranges at most {@link #RANGES_MAX}
 */
public record ChunkRanges(List<Range> ranges) {
    /** Ranges of one reply: 8 KiB on the wire. Chunks beyond them are sent again. */
    public static final int RANGES_MAX = 1024;
    /** No chunk. */
    public static final ChunkRanges NONE = new ChunkRanges(List.of());

    /**
     * Chunks {@code first} to {@code first + count - 1}.
     *
     * @param first 0 to 65535
     * @param count 1 or more; the range ends inside 65536 chunks
     */
    public record Range(int first, int count) {
        public Range {
            if (first < 0 || count < 1 || count > ChunkPlan.CHUNKS_MAX - first) {
                throw new IllegalArgumentException("range " + first + " + " + count);
            }
        }

        int end() {
            return first + count;
        }
    }

    public ChunkRanges {
        ranges = List.copyOf(ranges);
        if (ranges.size() > RANGES_MAX) {
            throw new IllegalArgumentException(ranges.size() + " ranges, more than " + RANGES_MAX);
        }
        for (int i = 1; i < ranges.size(); i++) {
            if (ranges.get(i).first() <= ranges.get(i - 1).end()) {
                throw new IllegalArgumentException("ranges touch or do not ascend");
            }
        }
    }

    /** The first {@link #RANGES_MAX} ranges of a set of chunks. */
    public static ChunkRanges of(BitSet chunks) {
        List<Range> found = new ArrayList<>();
        for (int at = chunks.nextSetBit(0); at >= 0 && found.size() < RANGES_MAX; ) {
            int end = chunks.nextClearBit(at);
            found.add(new Range(at, end - at));
            at = chunks.nextSetBit(end);
        }
        return new ChunkRanges(found);
    }

    /** The chunks as bits; a new set. */
    public BitSet toBits() {
        BitSet bits = new BitSet();
        for (Range range : ranges) {
            bits.set(range.first(), range.end());
        }
        return bits;
    }

    /** How many chunks from the start are there without a gap. */
    public int leading() {
        return ranges.isEmpty() || ranges.get(0).first() > 0 ? 0 : ranges.get(0).count();
    }

    /** The end of the last range: no chunk from there on is held. */
    int end() {
        return ranges.isEmpty() ? 0 : ranges.get(ranges.size() - 1).end();
    }
}
