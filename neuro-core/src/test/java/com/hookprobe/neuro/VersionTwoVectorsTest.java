package com.hookprobe.neuro;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.neuro.selftest.VectorFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Version 2: the main code writes the committed file, and a second, plain implementation agrees with it. {@code
 * SelfTestTest} holds the main code against all of it, also the cases that the plain implementation wrote.
 */
class VersionTwoVectorsTest {
    private static final String FILE = "neuro-v2.txt";

    /** All but the slow one, which big integers would take minutes for; the C program checks it as well. */
    static List<VectorFile.Case> histories() throws IOException {
        return VectorFile.read(FILE, "history").stream()
                .filter(c -> !c.has("slow"))
                .toList();
    }

    @Test
    void allKindsAreThere() throws IOException {
        Map<String, Long> kinds = VectorFile.read(FILE).stream()
                .collect(Collectors.groupingBy(c -> c.text("kind"), Collectors.counting()));
        assertThat(kinds)
                .isEqualTo(Map.of("history", 8L, "step", 3L, "far", 5L, "exp2neg", 1L, "eta", 1L, "sigmoid", 1L));
        assertThat(histories()).hasSize(7);
    }

    @Test
    void theMainCodeStillWritesTheCommittedFile() throws Exception {
        assertThat(VersionTwoVectors.text()).isEqualTo(VectorFile.text(FILE));
    }

    @ParameterizedTest
    @MethodSource("histories")
    void thePlainImplementationAgrees(VectorFile.Case vector) {
        List<Ter> ters = vector.ters();
        assertThat(VectorText.digestOf(ters)).isEqualTo(vector.bytes("ters"));
        PlainNeuro plain = new PlainNeuro(vector.bytes("seed"));
        assertThat(plain.fingerprint()).isEqualTo(vector.bytes("fingerprint-0"));
        for (Ter ter : ters) {
            plain.step(ter.encode());
            String atThisCount = "fingerprint-" + plain.count;
            if (vector.has(atThisCount)) {
                assertThat(plain.fingerprint()).isEqualTo(vector.bytes(atThisCount));
            }
        }
        assertThat(plain.fingerprint()).isEqualTo(vector.bytes("fingerprint"));
        assertThat(plain.transportSecret()).isEqualTo(vector.bytes("w-secret"));
        assertThat(plain.rho).isEqualTo(vector.bytes("rho"));
        assertThat(plain.posf(vector.bytes("message-hash"), vector.bytes("nonce")))
                .isEqualTo(vector.bytes("posf"));
    }

    static List<VectorFile.Case> farStates() throws IOException {
        return VectorFile.read(FILE, "far");
    }

    @ParameterizedTest
    @MethodSource("farStates")
    void thePlainImplementationAgreesFarFromWhereHistoriesGo(VectorFile.Case vector) throws Exception {
        PlainNeuro plain =
                new PlainNeuro(FarVectors.state(vector.number("gen"), vector.text("shifts"), vector.number("count")));
        vector.ters().forEach(ter -> plain.step(ter.encode()));
        long[] masters = Arrays.stream(vector.list("masters-at"))
                .map(at -> plain.master((int) at).longValueExact())
                .toArray();
        assertThat(masters).isEqualTo(vector.list("masters-after"));
        assertThat(plain.fingerprint()).isEqualTo(vector.bytes("fingerprint"));
    }

    /** Weights of any size up to the clamp, any record, and every third time the step of the sweep. */
    @Property(tries = 40, seed = "21")
    void bothAgreeFarFromWhereHistoriesGo(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] masters = new long[Shape.MASTERS];
        int shift = random.nextInt(30);
        long end = (1L << 55) - 1;
        for (int i = 0; i < masters.length; i++) {
            long m = random.nextLong() >> (8 + shift);
            masters[i] = random.nextInt(8) == 0 ? (random.nextBoolean() ? end : -end - 1) : m;
        }
        long count = random.nextInt(3) == 0 ? 1023 : random.nextInt(1 << 20);
        long time = random.nextLong() >>> random.nextInt(40);
        byte[] rho = new byte[32];
        random.nextBytes(rho);
        WeightState state = new WeightState(masters, rho, count == 0 ? TerChain.START : new TerChain(count, time, 7));
        PlainNeuro plain = new PlainNeuro(state);
        byte[] ter = new byte[64];
        random.nextBytes(ter);
        if (random.nextBoolean()) {
            long near = time + random.nextInt(1 << 30);
            ByteBuffer.wrap(ter).putLong(52, Long.reverseBytes(near));
        }
        for (int i = 0; i < 2; i++) {
            WeightEvolution.stepUnchecked(state, Ter.decode(ter).orElseThrow());
            plain.step(ter);
        }
        assertThat(state.fingerprint()).isEqualTo(plain.fingerprint());
        byte[] message = new byte[32];
        assertThat(Posf.sign(state, message, new byte[8])).isEqualTo(plain.posf(message, new byte[8]));
    }
}
