package com.hookprobe.qsecbit.detection.packet;

import java.util.Arrays;

/**
 * The datagrams that come in fragments, as maps of the blocks of eight bytes that were seen and of where fragments
 * begin. Of four in a bucket the oldest makes room, so a flood of fragments costs 2 MiB and no more.
 */
final class FragmentTable {
    static final int FRESH = 0;
    static final int FITS = 1;
    static final int REPEATED = 2;
    static final int OVERLAPS = 3;

    private static final int DATAGRAMS = 1024;
    private static final int WAYS = 4;
    private static final int BLOCKS = 8192;
    private static final int WORDS = BLOCKS / 64;
    private static final long PATIENCE_MICROS = 30_000_000;

    private final long seed;
    private final long[] keys = new long[DATAGRAMS];
    private final long[] begun = new long[DATAGRAMS];
    private final int[] missing = new int[DATAGRAMS];
    private final boolean[] lastSeen = new boolean[DATAGRAMS];
    private final long[] seen = new long[DATAGRAMS * WORDS];
    private final long[] starts = new long[DATAGRAMS * WORDS];
    private boolean completed;

    FragmentTable(long seed) {
        this.seed = seed;
        Arrays.fill(begun, Long.MIN_VALUE / 2);
    }

    /** True when the last fragment that was added has completed its datagram. */
    boolean completed() {
        return completed;
    }

    /** Adds a fragment that ends within 65536 bytes; tells how it fits to the others of its datagram. */
    int add(Packet p) {
        long key = Hashes.mix(p.srcHigh ^ p.dstHigh, p.srcLow, seed)
                + Hashes.mix(p.dstLow, (long) p.ipId << 8 | p.ipProtocol & 0xff, seed);
        int base = (int) (key & DATAGRAMS / WAYS - 1) * WAYS;
        int slot = base;
        boolean found = false;
        for (int i = base; i < base + WAYS && !found; i++) {
            found = keys[i] == key && Math.abs(p.timeMicros - begun[i]) < PATIENCE_MICROS;
            slot = found || begun[i] < begun[slot] ? i : slot;
        }
        completed = false;
        if (!found) {
            keys[slot] = key;
            begun[slot] = p.timeMicros;
            missing[slot] = 0;
            lastSeen[slot] = false;
            Arrays.fill(seen, slot * WORDS, (slot + 1) * WORDS, 0);
            Arrays.fill(starts, slot * WORDS, (slot + 1) * WORDS, 0);
        }
        int from = p.fragmentOffset >>> 3;
        int to = Math.min(BLOCKS, p.fragmentOffset + p.ipPayloadLength + 7 >>> 3);
        int already = mark(slot * WORDS, from, to);
        int startAt = slot * WORDS + (from >>> 6);
        boolean startedHere = (starts[startAt] >>> from & 1) != 0;
        starts[startAt] |= 1L << from;
        // What is missing: negative for blocks that came, and the whole length once the last fragment tells it.
        missing[slot] -= to - from - already;
        if (!p.moreFragments && !lastSeen[slot]) {
            lastSeen[slot] = true;
            missing[slot] += to;
        }
        if (already > 0) {
            return startedHere && already == to - from ? REPEATED : OVERLAPS;
        }
        completed = lastSeen[slot] && missing[slot] == 0;
        return found ? FITS : FRESH;
    }

    private int mark(int base, int from, int to) {
        int already = 0;
        for (int at = from; at < to; ) {
            int word = base + (at >>> 6);
            int count = Math.min(to - at, 64 - (at & 63));
            long mask = (count == 64 ? -1L : (1L << count) - 1) << at;
            already += Long.bitCount(seen[word] & mask);
            seen[word] |= mask;
            at += count;
        }
        return already;
    }
}
