package com.hookprobe.neuro;

import com.hookprobe.neuro.selftest.FarStates;
import com.hookprobe.neuro.selftest.TerGenerator;
import java.util.Arrays;
import java.util.List;

/**
 * Cases far from where histories go: weights so large that every clamp is met, records that are random bytes. A history
 * would need years to get there.
 */
final class FarVectors {
    private static final int[] PLACES = {0, 8192, 8320, 16_512, 16_576, 18_655};

    private FarVectors() {}

    static void append(VectorText out) throws NeuroException {
        far(out, "far-sweep", 900, "7 7 7 7 7 7", 1023, 3);
        far(out, "far-no-sweep", 901, "7 7 7 7 7 7", 5, 2);
        far(out, "far-wide", 902, "10 10 10 10 10 10", 70_000, 2);
        far(out, "far-middle", 903, "14 14 14 14 14 14", 1022, 3);
        // All sums are 0, so the deltas at the outputs are large, and those below them meet the clamp of 3.4.
        far(out, "far-still", 904, "64 64 7 64 7 64", 1022, 3);
    }

    private static void far(VectorText out, String name, int gen, String shifts, long count, int n)
            throws NeuroException {
        List<Ter> ters = TerGenerator.generate(gen + 1000, 2, n);
        out.begin(name, "far").field("gen", gen).field("shifts", shifts).field("count", count);
        out.ters(ters);
        try (WeightState state = state(gen, shifts, count)) {
            ters.forEach(ter -> WeightEvolution.stepUnchecked(state, ter));
            StringBuilder places = new StringBuilder();
            StringBuilder masters = new StringBuilder();
            for (int place : PLACES) {
                places.append(places.isEmpty() ? "" : " ").append(place);
                masters.append(masters.isEmpty() ? "" : " ").append(state.masters()[place]);
            }
            out.field("masters-at", places.toString()).field("masters-after", masters.toString());
            out.field("fingerprint", state.fingerprint());
        }
    }

    /** Read from its stored form, as docs/spec/neuro.md sections 7 and 11.4 say. */
    static WeightState state(int gen, String shifts, long count) throws NeuroException {
        long[] shiftOfPart =
                Arrays.stream(shifts.split(" ", -1)).mapToLong(Long::parseLong).toArray();
        byte[] stored = StateCodec.encode(
                new TerChain(count, 0, 0), new byte[Ratchet.BYTES], FarStates.masters(gen, shiftOfPart));
        return WeightState.deserialise(stored);
    }
}
