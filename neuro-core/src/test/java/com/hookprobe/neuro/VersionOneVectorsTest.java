package com.hookprobe.neuro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The arithmetic against vectors that a C, a Java and a Python program agreed on before this code was written.
 *
 * <p>They are from the time before the ratchet. The first fingerprint and the first PoSF key exist only here.
 */
class VersionOneVectorsTest {
    static List<VectorFile.Case> cases() throws IOException {
        return VectorFile.read("neuro-v1.txt");
    }

    private static byte[] root(WeightState state) {
        return RootKeys.weightsRoot(state.count(), state.lastTimestampMicros(), state.masters());
    }

    private static byte[] fingerprintV1(WeightState state) {
        MessageDigest digest = Hashes.sha512("NEURO/FPRINT/v1");
        digest.update((byte) 0);
        return digest.digest(root(state));
    }

    private static byte[] posfKeyV1(WeightState state) {
        return Hashes.hmacSha256(root(state)).doFinal("NEURO/POSF-KEY/v1".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void thereAreFive() throws IOException {
        assertThat(cases()).hasSize(5).allMatch(c -> c.text("kind").equals("history-v1"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyFigureIsMet(VectorFile.Case vector) throws Exception {
        List<Ter> ters = vector.ters();
        MessageDigest terDigest = MessageDigest.getInstance("SHA-256");
        ters.forEach(ter -> terDigest.update(ter.encode()));
        assertThat(terDigest.digest()).isEqualTo(vector.bytes("terdigest"));
        if (!ters.isEmpty()) {
            assertThat(ters.get(0).encode()).isEqualTo(vector.bytes("ter0"));
        }
        int caseIndex = Integer.parseInt(vector.text("case").substring(1)) - 1;
        byte[] message = MessageDigest.getInstance("SHA-256")
                .digest(("message " + caseIndex).getBytes(StandardCharsets.US_ASCII));
        assertThat(message).isEqualTo(vector.bytes("mh"));

        WeightState state = WeightState.fromSeed(vector.bytes("seed"));
        assertThat(fingerprintV1(state)).isEqualTo(vector.bytes("W0fp"));
        for (Ter ter : ters) {
            WeightEvolution.stepUnchecked(state, ter);
        }
        assertThat(state.count()).isEqualTo(vector.number("n"));
        for (int index : new int[] {0, 8320, 18655}) {
            assertThat(HexFormat.of().toHexDigits(state.masters()[index])).isEqualTo(vector.text("M[" + index + "]"));
        }
        assertThat(fingerprintV1(state)).isEqualTo(vector.bytes("fp"));
        assertThat(Posf.sign(state, Hashes.hmacSha256(posfKeyV1(state)), message, vector.bytes("nonce")))
                .isEqualTo(vector.bytes("posf"));
    }
}
