package com.hookprobe.neuro;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** The cases with values on the way: exp, learning rate, sigmoid, and all of one step. Made by {@link PlainNeuro}. */
final class StepVectors {
    private static final int[] PLACES = {0, 8191, 8192, 8319, 8320, 16_511, 16_512, 16_576, 18_623, 18_624, 18_655};

    private static final long[] FRACTIONS = {
        0, 1, 1L << 30, 1L << 61, (1L << 61) + 1, 3L << 60, 0x1234_5678_9abc_def0L, (1L << 62) - 1
    };

    private static final long[] TIMES_MICROS = {
        0,
        1,
        1000,
        1_000_000,
        5_000_000,
        60_000_000,
        3_600_000_000L,
        7_200_000_000L,
        86_400_000_000L,
        (1L << 38) - 1,
        1L << 38,
        (1L << 38) + 1,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1
    };

    private static final long[] SUMS = {
        0,
        1,
        -1,
        511,
        512,
        513,
        1023,
        1024,
        1025,
        -1024,
        -1025,
        65_535,
        65_536,
        -65_536,
        123_457,
        -123_457,
        655_360,
        1_047_551,
        1_047_552,
        1_048_575,
        1_048_576,
        -1_048_575,
        -1_048_576,
        8_388_607,
        -8_388_608
    };

    private StepVectors() {}

    static void append(VectorText out) {
        BigInteger[] coefficients = new BigInteger[15];
        Arrays.setAll(coefficients, PlainNeuro::coefficient);
        BigInteger[] fractions = unsigned(FRACTIONS);
        out.begin("exp2neg", "exp2neg").list("c", coefficients).list("f", fractions);
        out.list("value", Arrays.stream(fractions).map(PlainNeuro::exp2Negative).toArray(BigInteger[]::new));
        BigInteger[] times = unsigned(TIMES_MICROS);
        out.begin("eta", "eta").list("dt", times);
        out.list("eta", Arrays.stream(times).map(PlainNeuro::learningRate).toArray(BigInteger[]::new));
        BigInteger[] sums = Arrays.stream(SUMS).mapToObj(BigInteger::valueOf).toArray(BigInteger[]::new);
        out.begin("sigmoid", "sigmoid").list("z", sums);
        out.list("y", Arrays.stream(sums).map(PlainNeuro::sigmoid).toArray(BigInteger[]::new));
        step(out, "first-step", VectorText.history("v2 step", 1));
        step(out, "third-step", VectorText.history("v2 step", 3));
        step(out, "corner-step", VersionTwoVectors.corners().subList(0, 2));
    }

    /** The values of the last of {@code ters}. */
    private static void step(VectorText out, String name, List<Ter> ters) {
        byte[] seed = VectorText.sha256("HookProbe NEURO v2 step");
        PlainNeuro plain = new PlainNeuro(seed);
        int last = ters.size() - 1;
        out.begin(name, "step").field("seed", seed).field("rho-0", plain.rho).ters(ters);
        ters.subList(0, last).forEach(ter -> plain.step(ter.encode()));
        out.list(
                "masters-at",
                Arrays.stream(PLACES).mapToObj(BigInteger::valueOf).toArray(BigInteger[]::new));
        out.list("masters-before", masters(plain));
        PlainNeuro.Pass pass = plain.step(ters.get(last).encode());
        out.list("eta", pass.eta()).list("x", pass.in()[0]);
        for (int l = 0; l < 3; l++) {
            out.list("z" + (l + 1), pass.z()[l]);
        }
        out.list("y", Arrays.stream(pass.z()[2]).map(PlainNeuro::sigmoid).toArray(BigInteger[]::new));
        for (int l = 2; l >= 0; l--) {
            out.list("d" + (l + 1), pass.delta()[l]);
        }
        for (int l = 2; l >= 0; l--) {
            out.list("q" + (l + 1), pass.q()[l]);
        }
        byte[] message = VectorText.sha256("HookProbe NEURO v2 step message");
        byte[] nonce = HexFormat.of().parseHex("0011223344556677");
        out.list("masters-after", masters(plain))
                .field("rho", plain.rho)
                .field("R", plain.weightsRoot())
                .field("R2", plain.root())
                .field("fingerprint", plain.fingerprint())
                .field("posf-key", plain.posfKey())
                .field("message-hash", message)
                .field("nonce", nonce)
                .field("posf", plain.posf(message, nonce));
    }

    private static BigInteger[] masters(PlainNeuro plain) {
        return Arrays.stream(PLACES).mapToObj(plain::master).toArray(BigInteger[]::new);
    }

    private static BigInteger[] unsigned(long[] values) {
        return Arrays.stream(values)
                .mapToObj(v -> new BigInteger(Long.toUnsignedString(v)))
                .toArray(BigInteger[]::new);
    }
}
