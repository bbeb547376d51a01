package com.hookprobe.htp.core;

import com.hookprobe.htp.core.wire.Wire;

/**
 * Which packet numbers were seen, for the newest 8192 (HTP 3.4; the algorithm of RFC 6479). The bitmap is a ring of
 * words with one spare word, so that advancing clears whole words and never shifts bits. Testing and marking are apart:
 * a number is marked only after its packet is authentic.
 */
final class ReplayWindow {
    static final int SIZE = 8192;
    private static final int WORDS = 256;

    private final long[] ring = new long[WORDS];
    /** One more than the largest marked number; 0 at first. */
    private long next;

    /** True when the number is in range and not marked. */
    boolean fresh(long number) {
        if (number < 0 || number >= Wire.PACKET_NUMBER_LIMIT) {
            return false;
        }
        if (number >= next) {
            return true;
        }
        return number >= next - SIZE && (ring[word(number)] & bit(number)) == 0;
    }

    void mark(long number) {
        if (number >= next) {
            long from = next == 0 ? -1 : (next - 1) >> 6;
            long words = Math.min((number >> 6) - from, WORDS);
            for (long i = 1; i <= words; i++) {
                ring[(int) ((from + i) & (WORDS - 1))] = 0;
            }
            next = number + 1;
        }
        ring[word(number)] |= bit(number);
    }

    private static int word(long number) {
        return (int) (number >> 6) & (WORDS - 1);
    }

    private static long bit(long number) {
        return 1L << (number & 63);
    }
}
