package com.hookprobe.qsecbit.detection.packet;

import java.util.Arrays;

/**
 * Counts per key and window of time, in arrays that never grow: for the victims of floods, of which there are few, among
 * any number of keys that an attacker makes up.
 *
 * <p>Each key has two counters, the candidate of a majority vote over who sends (Boyer and Moore 1981; it names whoever
 * sends more than half, whatever the number of others), and a map of 256 bits for the number of distinct senders by
 * linear counting (Whang, Vander-Zanden, Taylor 1990), good to about a thousand. All of them begin anew with each window.
 * Of eight keys in a bucket the one that was quiet for longest makes room.
 */
final class RateTable {
    private static final int WAYS = 8;
    private static final int BITS = 256;
    private static final int WORDS = BITS / 64;

    private final int buckets;
    private final long seed;
    private final long windowMicros;
    private final long[] keys;
    private final long[] window;
    private final int[] first;
    private final int[] second;
    private final long[] voted;
    private final int[] votes;
    private final long[] bits;
    private final long[] told;
    private long current;
    private long currentFrom;

    /** A table for so many keys, a power of two of at least eight. */
    RateTable(int keysMax, long windowMicros, long seed) {
        this.buckets = keysMax / WAYS;
        this.seed = seed;
        this.windowMicros = windowMicros;
        this.keys = new long[2 * keysMax];
        this.window = new long[keysMax];
        this.first = new int[keysMax];
        this.second = new int[keysMax];
        this.voted = new long[2 * keysMax];
        this.votes = new int[keysMax];
        this.bits = new long[WORDS * keysMax];
        this.told = new long[keysMax];
        Arrays.fill(window, -1);
        Arrays.fill(told, Long.MIN_VALUE / 2);
    }

    /** The place of a key, in the window of the time; it makes one when there is none. */
    int at(long high, long low, long micros) {
        long now = windowOf(micros);
        int base = (int) (Hashes.mix(high, low, seed) & buckets - 1) * WAYS;
        int oldest = base;
        for (int slot = base; slot < base + WAYS; slot++) {
            if (keys[2 * slot] == high && keys[2 * slot + 1] == low && window[slot] >= 0) {
                if (window[slot] != now) {
                    begin(slot, now);
                }
                return slot;
            }
            oldest = window[slot] < window[oldest] ? slot : oldest;
        }
        keys[2 * oldest] = high;
        keys[2 * oldest + 1] = low;
        told[oldest] = Long.MIN_VALUE / 2;
        begin(oldest, now);
        return oldest;
    }

    /** A division takes as long as all the rest, and most packets fall into the window of the one before. */
    private long windowOf(long micros) {
        long since = micros - currentFrom;
        if (since < 0 || since >= windowMicros) {
            current = micros / windowMicros;
            currentFrom = current * windowMicros;
        }
        return current;
    }

    /** The place of a key that is there and counted in the window of the time or the one before, or -1. */
    int find(long high, long low, long micros) {
        int base = (int) (Hashes.mix(high, low, seed) & buckets - 1) * WAYS;
        for (int slot = base; slot < base + WAYS; slot++) {
            if (keys[2 * slot] == high && keys[2 * slot + 1] == low && window[slot] >= micros / windowMicros - 1) {
                return slot;
            }
        }
        return -1;
    }

    private void begin(int slot, long now) {
        window[slot] = now;
        first[slot] = 0;
        second[slot] = 0;
        votes[slot] = 0;
        Arrays.fill(bits, WORDS * slot, WORDS * slot + WORDS, 0);
    }

    /** Counts one from a sender. */
    int count(int slot, long high, long low) {
        if (votes[slot] == 0) {
            voted[2 * slot] = high;
            voted[2 * slot + 1] = low;
            votes[slot] = 1;
        } else {
            votes[slot] += voted[2 * slot] == high && voted[2 * slot + 1] == low ? 1 : -1;
        }
        int bit = (int) (Hashes.mix(low, high, ~seed) & BITS - 1);
        bits[WORDS * slot + (bit >>> 6)] |= 1L << bit;
        return ++first[slot];
    }

    int count(int slot) {
        return first[slot];
    }

    int countSecond(int slot) {
        return ++second[slot];
    }

    int second(int slot) {
        return second[slot];
    }

    /** True when one sender has sent most of it: its votes are more than half of the count. */
    boolean hasMajority(int slot) {
        return 2 * votes[slot] > first[slot];
    }

    long majorityHigh(int slot) {
        return voted[2 * slot];
    }

    long majorityLow(int slot) {
        return voted[2 * slot + 1];
    }

    /** About how many distinct senders there were, at most some 1400. */
    int senders(int slot) {
        int set = 0;
        for (int i = 0; i < WORDS; i++) {
            set += Long.bitCount(bits[WORDS * slot + i]);
        }
        int empty = Math.max(1, BITS - set);
        return (int) Math.round(BITS * StrictMath.log((double) BITS / empty));
    }

    /** Asks whether it is time to tell about a key again; when it is, it is noted. */
    boolean tells(int slot, long micros, long pauseMicros) {
        if (Math.abs(micros - told[slot]) < pauseMicros) {
            return false;
        }
        told[slot] = micros;
        return true;
    }

    /** When it was told last, far in the past for never. */
    long toldMicros(int slot) {
        return told[slot];
    }

    long windowMicros() {
        return windowMicros;
    }
}
