package com.hookprobe.qsecbit.detection.packet;

/** Mixing of keys. The seed keeps an attacker from choosing addresses that fall into one bucket. */
final class Hashes {
    private static final long A = 0x9e37_79b9_7f4a_7c15L;
    private static final long B = 0xd6e8_feb8_6659_fd93L;

    private Hashes() {}

    static long mix(long value) {
        long x = value;
        x = (x ^ x >>> 32) * B;
        x = (x ^ x >>> 29) * A;
        return x ^ x >>> 32;
    }

    static long mix(long high, long low, long seed) {
        return mix(mix(high ^ seed) + low * A ^ seed);
    }
}
