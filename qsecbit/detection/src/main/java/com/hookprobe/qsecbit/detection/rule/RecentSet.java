package com.hookprobe.qsecbit.detection.rule;

import java.util.Arrays;

/**
 * The last distinct things of some sort, told apart by a hash, each with the time of its last sighting. Small at first,
 * since most sets stay small; when full, the oldest place is taken. Two things with one hash count as one, which is the
 * safe side for a detector that counts distinct ones.
 */
final class RecentSet {
    private static final int FIRST = 4;

    private final int entriesMax;
    private int[] hashes = new int[FIRST];
    private long[] times = new long[FIRST];
    private int size;
    private int next;

    RecentSet(int entriesMax) {
        this.entriesMax = entriesMax;
    }

    /** Notes a sighting; true when the thing was not in the set. */
    boolean add(int hash, long timeMicros) {
        for (int i = 0; i < size; i++) {
            if (hashes[i] == hash) {
                times[i] = Math.max(times[i], timeMicros);
                return false;
            }
        }
        int at = place();
        hashes[at] = hash;
        times[at] = timeMicros;
        return true;
    }

    boolean contains(int hash) {
        for (int i = 0; i < size; i++) {
            if (hashes[i] == hash) {
                return true;
            }
        }
        return false;
    }

    /** How many things were last seen at most so far before or after a moment. */
    int around(long timeMicros, long spanMicros) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            count += Math.abs(times[i] - timeMicros) <= spanMicros ? 1 : 0;
        }
        return count;
    }

    /** The earliest of the times within a span around a moment. */
    long firstMicros(long timeMicros, long spanMicros) {
        long first = timeMicros;
        for (int i = 0; i < size; i++) {
            if (Math.abs(times[i] - timeMicros) <= spanMicros) {
                first = Math.min(first, times[i]);
            }
        }
        return first;
    }

    int size() {
        return size;
    }

    private int place() {
        if (size == hashes.length && size < entriesMax) {
            int grown = Math.min(entriesMax, 2 * size);
            hashes = Arrays.copyOf(hashes, grown);
            times = Arrays.copyOf(times, grown);
        }
        if (size < hashes.length) {
            return size++;
        }
        int at = next;
        next = (next + 1) % size;
        return at;
    }
}
