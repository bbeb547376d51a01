package com.hookprobe.neuro;

import com.hookprobe.neuro.selftest.TerGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Writes {@code neuro-v2.txt}: histories with the main code, values on the way with {@link PlainNeuro}. */
final class VersionTwoVectors {
    private static final String COMMENT = """
            NEURO version 2: vectors of docs/spec/neuro.md; its section 11 says what each field means.
            Blocks of lines "name: value" with an empty line between them, one case each. Bytes are hex, numbers and
            lists of numbers decimal. Read the kinds from below: a program that fails in a history finds out where in
            exp2neg, eta, sigmoid and step. The kind far meets every clamp.
            Written by VersionTwoVectors in the tests; two other implementations have to agree.""";

    private static final long START_MICROS = 1_764_547_200_000_000L;
    private static final int SLOW = 10_000;

    private VersionTwoVectors() {}

    /** The history of one case: generator mode and number of records. */
    private record Plan(int mode, int n) {}

    private static final List<Plan> PLANS =
            List.of(new Plan(0, 0), new Plan(1, 1), new Plan(0, 40), new Plan(1, 200), new Plan(1, 1030));

    /** Writes both files that tests generate into the directory given. */
    public static void main(String[] args) throws Exception {
        Files.writeString(Path.of(args[0], "neuro-v2.txt"), text());
        Files.writeString(Path.of(args[0], "neuro-refused.txt"), RefusedVectors.text());
    }

    static String text() throws NeuroException {
        VectorText out = new VectorText(COMMENT);
        for (int i = 0; i < PLANS.size(); i++) {
            generated(out, Integer.toString(i), i, PLANS.get(i), Set.of());
        }
        given(out, "corners", 5, corners());
        given(out, "gaps", 6, gaps());
        StepVectors.append(out);
        FarVectors.append(out);
        // Across the wrap of the sequence number, 65535 -> 0.
        generated(out, "wrap", 7, new Plan(0, 65_600), Set.of(65_535L, 65_536L, 65_537L));
        return out.toString();
    }

    private static void generated(VectorText out, String name, int index, Plan plan, Set<Long> fingerprintsAt) {
        int gen = 700 + index;
        byte[] seed = VectorText.sha256("HookProbe NEURO v2 vector " + index);
        List<Ter> ters = TerGenerator.generate(gen, plan.mode, plan.n);
        out.begin(name, "history");
        if (plan.n >= SLOW) {
            out.field("slow", "true");
        }
        out.field("seed", seed).field("mode", plan.mode).field("gen", gen).field("n", plan.n);
        outcome(out, index, seed, ters, fingerprintsAt::contains);
    }

    private static void given(VectorText out, String name, int index, List<Ter> ters) {
        byte[] seed = VectorText.sha256("HookProbe NEURO v2 vector " + index);
        out.begin(name, "history").field("seed", seed).ters(ters);
        outcome(out, index, seed, ters, count -> true);
    }

    private static void outcome(
            VectorText out, int index, byte[] seed, List<Ter> ters, Function<Long, Boolean> fingerprintAt) {
        byte[] message = VectorText.sha256("HookProbe NEURO v2 message " + index);
        byte[] nonce = HexFormat.of().parseHex("%016x".formatted(index + 1));
        out.field("ters", VectorText.digestOf(ters));
        try (WeightState state = WeightState.fromSeed(seed)) {
            out.field("fingerprint-0", state.fingerprint());
            for (Ter ter : ters) {
                WeightEvolution.step(state, ter);
                if (fingerprintAt.apply(state.count())) {
                    out.field("fingerprint-" + state.count(), state.fingerprint());
                }
            }
            out.field("fingerprint", state.fingerprint())
                    .field("w-secret", state.wSecret())
                    .field("rho", state.rho())
                    .field("message-hash", message)
                    .field("nonce", nonce)
                    .field("posf", Posf.sign(state, message, nonce))
                    .field("state", VectorText.sha256(state.serialise()));
        }
    }

    /** The smallest and the largest bytes: both ends of the inputs, the targets and the threat. */
    static List<Ter> corners() {
        List<Ter> ters = new ArrayList<>();
        TerChain chain = TerChain.START;
        for (int fill : new int[] {0, 0xff, 0, 0x7f, 0x80, 0xff}) {
            byte[] entropy = new byte[Ter.ENTROPY_BYTES];
            byte[] integrity = new byte[Ter.INTEGRITY_BYTES];
            Arrays.fill(entropy, (byte) fill);
            Arrays.fill(integrity, (byte) (ters.size() % 2 == 0 ? fill : ~fill));
            // A first record at time 0 is allowed.
            Ter ter = chain.next(entropy, integrity, 5_000_000L * ters.size());
            chain = chain.after(ter);
            ters.add(ter);
        }
        return ters;
    }

    /** Distances from 1 us over days to thousands of years, with both sides of where the learning rate ends. */
    private static List<Ter> gaps() {
        long day = 86_400_000_000L;
        long[] gaps = {0, 1, 5_000_000, day, (1L << 38) - 1, 1L << 38, 30 * day, 3653 * day, 5_000_000};
        List<Ter> ters = new ArrayList<>();
        TerChain chain = TerChain.START;
        long micros = START_MICROS;
        for (int i = 0; i <= gaps.length; i++) {
            micros = i < gaps.length ? micros + gaps[i] : Long.MAX_VALUE;
            byte[] entropy = VectorText.sha256("HookProbe NEURO v2 gap entropy " + i);
            byte[] integrity = Arrays.copyOf(VectorText.sha256("HookProbe NEURO v2 gap integrity"), 20);
            Ter ter = chain.next(entropy, integrity, micros);
            chain = chain.after(ter);
            ters.add(ter);
        }
        return ters;
    }
}
