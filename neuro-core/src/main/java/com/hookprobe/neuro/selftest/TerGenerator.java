package com.hookprobe.neuro.selftest;

import com.hookprobe.neuro.Ter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The record generator of the vectors. NEURO 11.1. Mode 0 is a record every 5 s with rare changes of integrity, mode 1 has
 * distances from 1 us to days, mode 2 is random bytes, which is no proper history. Not thread-safe.
 */
public final class TerGenerator {
    private static final long START_MICROS = 1_764_547_200_000_000L;

    private long state;

    /** Draws from this number on. */
    public TerGenerator(long state) {
        this.state = state;
    }

    /**
     * The first {@code count} records.
     *
     * @param mode 0, 1 or 2
     * @throws IllegalArgumentException for another mode, or a negative count
     */
    public static List<Ter> generate(long seed, int mode, int count) {
        if (mode < 0 || mode > 2 || count < 0) {
            throw new IllegalArgumentException("mode " + mode + " and " + count + " records, expected mode 0, 1 or 2");
        }
        return new TerGenerator(seed).run(mode, count);
    }

    private List<Ter> run(int mode, int count) {
        List<Ter> ters = new ArrayList<>(count);
        byte[] integrity = draws(3, Ter.INTEGRITY_BYTES);
        long micros = START_MICROS;
        int chain = 0;
        for (int i = 0; i < count; i++) {
            if (mode == 2) {
                ters.add(Ter.decode(draws(8, Ter.BYTES)).orElseThrow());
                continue;
            }
            byte[] entropy = draws(4, Ter.ENTROPY_BYTES);
            long r = next();
            if ((mode == 1 ? r & 15 : r & 4095) == 0) {
                integrity = draws(3, Ter.INTEGRITY_BYTES);
            }
            r = next();
            micros += mode == 1 ? 1 + (r >>> (25 + (r & 31))) : 5_000_000 + Long.remainderUnsigned(r, 2001) - 1000;
            Ter ter = Ter.of(entropy, integrity, micros, i & 0xffff, chain);
            chain = ter.crc();
            ters.add(ter);
        }
        return ters;
    }

    private byte[] draws(int words, int bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(words * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < words; i++) {
            buffer.putLong(next());
        }
        return Arrays.copyOf(buffer.array(), bytes);
    }

    /** One draw: splitmix64. */
    public long next() {
        state += 0x9e3779b97f4a7c15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
