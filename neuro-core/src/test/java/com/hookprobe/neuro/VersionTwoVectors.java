package com.hookprobe.neuro;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** Writes the vectors of version 2 with the main code. Run with the file to write as argument. */
final class VersionTwoVectors {
    private static final HexFormat HEX = HexFormat.of();

    private VersionTwoVectors() {}

    /** The history of one case: generator mode and number of records. */
    private record Plan(int mode, int n) {}

    private static final List<Plan> PLANS =
            List.of(new Plan(0, 0), new Plan(1, 1), new Plan(0, 40), new Plan(1, 200), new Plan(1, 1030));

    public static void main(String[] args) throws Exception {
        Files.writeString(Path.of(args[0]), text());
    }

    static String text() throws Exception {
        StringBuilder out = new StringBuilder("""
                # NEURO version 2, docs/spec/neuro.md section 11. One case per block.
                # Written by VersionTwoVectors; a second implementation has to agree in the tests.
                """);
        for (int i = 0; i < PLANS.size(); i++) {
            out.append('\n').append(block(i, PLANS.get(i)));
        }
        return out.toString();
    }

    private static String block(int index, Plan plan) throws Exception {
        byte[] seed = sha256("HookProbe NEURO v2 vector " + index);
        byte[] message = sha256("HookProbe NEURO v2 message " + index);
        byte[] nonce = HEX.parseHex("%016x".formatted(index + 1));
        int gen = 700 + index;
        List<Ter> ters = TerGenerator.generate(gen, plan.mode, plan.n);
        try (WeightState state = WeightState.fromSeed(seed)) {
            String start = HEX.formatHex(state.fingerprint());
            ters.forEach(ter -> WeightEvolution.step(state, ter));
            return """
                    case: %d
                    seed: %s
                    mode: %d
                    gen: %d
                    n: %d
                    ters: %s
                    fingerprint-0: %s
                    fingerprint: %s
                    w-secret: %s
                    rho: %s
                    message-hash: %s
                    nonce: %s
                    posf: %s
                    state: %s
                    """.formatted(
                            index,
                            HEX.formatHex(seed),
                            plan.mode,
                            gen,
                            plan.n,
                            HEX.formatHex(digestOf(ters)),
                            start,
                            HEX.formatHex(state.fingerprint()),
                            HEX.formatHex(state.wSecret()),
                            HEX.formatHex(state.rho()),
                            HEX.formatHex(message),
                            HEX.formatHex(nonce),
                            HEX.formatHex(Posf.sign(state, message, nonce)),
                            HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(state.serialise())));
        }
    }

    static byte[] digestOf(List<Ter> ters) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        ters.forEach(ter -> digest.update(ter.encode()));
        return digest.digest();
    }

    private static byte[] sha256(String text) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The committed file. */
    static String committed() throws IOException {
        try (var in = VersionTwoVectors.class.getResourceAsStream("/vectors/neuro-v2.txt")) {
            if (in == null) {
                throw new IOException("no neuro-v2.txt");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
