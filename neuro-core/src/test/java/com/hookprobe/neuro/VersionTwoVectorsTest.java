package com.hookprobe.neuro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Version 2: the main code and a second, plain implementation both give the committed figures. */
class VersionTwoVectorsTest {
    static List<VectorFile.Case> cases() throws IOException {
        return VectorFile.read("neuro-v2.txt");
    }

    @Test
    void theMainCodeStillWritesTheCommittedFile() throws Exception {
        assertThat(cases()).hasSize(5);
        assertThat(VersionTwoVectors.text()).isEqualTo(VersionTwoVectors.committed());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void thePlainImplementationAgrees(VectorFile.Case vector) throws Exception {
        List<Ter> ters = vector.ters();
        assertThat(VersionTwoVectors.digestOf(ters)).isEqualTo(vector.bytes("ters"));
        PlainNeuro plain = new PlainNeuro(vector.bytes("seed"));
        assertThat(plain.fingerprint()).isEqualTo(vector.bytes("fingerprint-0"));
        ters.forEach(ter -> plain.step(ter.encode()));
        assertThat(plain.fingerprint()).isEqualTo(vector.bytes("fingerprint"));
        assertThat(plain.transportSecret()).isEqualTo(vector.bytes("w-secret"));
        assertThat(plain.rho).isEqualTo(vector.bytes("rho"));
        assertThat(plain.posf(vector.bytes("message-hash"), vector.bytes("nonce")))
                .isEqualTo(vector.bytes("posf"));
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
