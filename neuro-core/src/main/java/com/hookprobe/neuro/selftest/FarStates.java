package com.hookprobe.neuro.selftest;

/** Masters that no history reaches, from draws. NEURO 11.4, kind far. */
public final class FarStates {
    /** Where W1, b1, W2, b2, W3 and b3 end in flat order. */
    private static final int[] PART_ENDS = {8192, 8320, 16_512, 16_576, 18_624, 18_656};

    /** With this shift a part is all zeros. */
    private static final int SHIFT_TO_ZERO = 64;

    private static final long END = 1L << 55;

    private FarStates() {}

    /**
     * The 18,656 masters of a state.
     *
     * @param gen where the draws begin
     * @param shifts six numbers in 0..64, one for each part
     * @throws IllegalArgumentException for other shifts
     */
    public static long[] masters(long gen, long[] shifts) {
        if (shifts.length != PART_ENDS.length) {
            throw new IllegalArgumentException(shifts.length + " shifts, expected " + PART_ENDS.length);
        }
        TerGenerator draws = new TerGenerator(gen);
        long[] masters = new long[PART_ENDS[PART_ENDS.length - 1]];
        int at = 0;
        for (int part = 0; part < PART_ENDS.length; part++) {
            long shift = shifts[part];
            if (shift < 0 || shift > SHIFT_TO_ZERO) {
                throw new IllegalArgumentException("shift " + shift + ", expected 0..64");
            }
            for (; at < PART_ENDS[part]; at++) {
                long draw = draws.next();
                masters[at] = shift == SHIFT_TO_ZERO ? 0 : clamped(draw >> shift);
            }
        }
        return masters;
    }

    private static long clamped(long value) {
        return value < -END ? -END : value >= END ? END - 1 : value;
    }
}
