package com.hookprobe.neuro;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Proper histories and seeds for tests. */
final class Histories {
    static final byte[] INTEGRITY = new byte[20];

    static {
        Arrays.fill(INTEGRITY, (byte) 0x5a);
    }

    private Histories() {}

    static byte[] seed(int number) {
        byte[] seed = new byte[32];
        new SplittableRandom(number).nextBytes(seed);
        return seed;
    }

    /** {@code n} records after {@code start}, about 5 s apart, all with {@link #INTEGRITY}. */
    static List<Ter> after(TerChain start, long randomSeed, int n) {
        SplittableRandom random = new SplittableRandom(randomSeed);
        List<Ter> ters = new ArrayList<>();
        TerChain chain = start;
        long micros = Math.max(1_764_547_200_000_000L, start.lastTimestampMicros());
        for (int i = 0; i < n; i++) {
            byte[] entropy = new byte[32];
            random.nextBytes(entropy);
            micros += 5_000_000 + random.nextInt(2000);
            Ter ter = chain.next(entropy, INTEGRITY, micros);
            chain = chain.after(ter);
            ters.add(ter);
        }
        return ters;
    }

    static WeightState evolved(int seed, List<Ter> ters) {
        WeightState state = WeightState.fromSeed(seed(seed));
        ters.forEach(ter -> WeightEvolution.stepUnchecked(state, ter));
        return state;
    }
}
