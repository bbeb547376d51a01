package com.hookprobe.qsecbit.detection.capture;

/**
 * An interface of a pcapng section.
 *
 * @param snapLength the most that is kept of a packet, 0 for all
 * @param resolution the exponent of the unit of time: of ten, or of two when bit 7 is set
 * @param offsetSeconds what is added to each time
 */
record CaptureInterface(int linkType, int snapLength, int resolution, long offsetSeconds) {
    private static final int BINARY = 0x80;
    private static final int MICROS_EXPONENT = 6;
    private static final int DECIMAL_MAX = 18;
    private static final int BINARY_MAX = 63;
    private static final long OFFSET_SECONDS_MAX = 1L << 40;

    /** Ticks as microseconds since the epoch; what does not fit is bounded and never negative. */
    long micros(long ticks) {
        long micros;
        if ((resolution & BINARY) != 0) {
            int shift = Math.min(BINARY_MAX, resolution & ~BINARY);
            long seconds = ticks >>> shift;
            long rest = shift == 0 ? 0 : ticks & ((1L << shift) - 1);
            // Of fine units the top is enough, and does not overflow.
            long fraction = shift <= 43 ? rest * 1_000_000 >>> shift : (rest >>> shift - 43) * 1_000_000 >>> 43;
            micros = saturated(seconds) + fraction;
        } else if (resolution < MICROS_EXPONENT) {
            long unit = power(MICROS_EXPONENT - resolution);
            micros = ticks < 0 || ticks > Long.MAX_VALUE / 4 / unit ? Long.MAX_VALUE / 4 : ticks * unit;
        } else {
            micros = Long.divideUnsigned(ticks, power(Math.min(DECIMAL_MAX, resolution - MICROS_EXPONENT)));
        }
        long offset = Math.max(-OFFSET_SECONDS_MAX, Math.min(OFFSET_SECONDS_MAX, offsetSeconds)) * 1_000_000;
        return Math.max(0, Math.min(Long.MAX_VALUE / 4, micros < 0 ? Long.MAX_VALUE / 4 : micros) + offset);
    }

    private static long saturated(long seconds) {
        return seconds < 0 || seconds > OFFSET_SECONDS_MAX ? OFFSET_SECONDS_MAX * 1_000_000 : seconds * 1_000_000;
    }

    private static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
