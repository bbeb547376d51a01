package com.hookprobe.neuro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must be refused is refused for the reason given, and the controls beside it are not. NEURO 2.2, 7.2, 8. */
class RefusedVectorsTest {
    private static final String FILE = "neuro-refused.txt";
    private static final String NOTHING = "NONE";

    static List<VectorFile.Case> records() throws IOException {
        return VectorFile.read(FILE, "record");
    }

    static List<VectorFile.Case> states() throws IOException {
        return VectorFile.read(FILE, "state");
    }

    static List<VectorFile.Case> proofs() throws IOException {
        return VectorFile.read(FILE, "posf");
    }

    @Test
    void theMainCodeStillWritesTheCommittedFile() throws Exception {
        assertThat(RefusedVectors.text()).isEqualTo(VectorFile.text(FILE));
        assertThat(VectorFile.read(FILE)).hasSize(records().size() + states().size() + proofs().size());
        assertThat(List.of(records().size(), states().size(), proofs().size())).containsExactly(40, 35, 12);
    }

    @ParameterizedTest
    @MethodSource("records")
    void aRecordIsJudgedAsTheFileSays(VectorFile.Case vector) {
        byte[] record = vector.bytes("record");
        String fault = chainOf(vector).check(record).map(TerFault::name).orElse(NOTHING);
        assertThat(fault).isEqualTo(vector.text("fault"));
        if (vector.has("seed") && record.length == Ter.BYTES) {
            theStepAgrees(vector, Ter.decode(record).orElseThrow());
        }
    }

    private static TerChain chainOf(VectorFile.Case vector) {
        if (vector.has("seed")) {
            TerChain chain = TerChain.START;
            for (Ter ter : vector.ters()) {
                chain = chain.after(ter);
            }
            return chain;
        }
        Ter before = Ter.decode(vector.bytes("before")).orElseThrow();
        return new TerChain(vector.number("count"), before.timestampMicros(), before.crc());
    }

    /** A refused record leaves the state as it was. */
    private static void theStepAgrees(VectorFile.Case vector, Ter record) {
        try (WeightState state = evolved(vector)) {
            byte[] before = state.fingerprint();
            if (vector.text("fault").equals(NOTHING)) {
                WeightEvolution.step(state, record);
                assertThat(state.fingerprint()).isNotEqualTo(before);
            } else {
                assertThatThrownBy(() -> WeightEvolution.step(state, record))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(vector.text("fault"));
                assertThat(state.fingerprint()).isEqualTo(before);
            }
        }
    }

    /** Without a check: one history of the file was edited on purpose. */
    private static WeightState evolved(VectorFile.Case vector) {
        WeightState state = WeightState.fromSeed(vector.bytes("seed"));
        vector.ters().forEach(ter -> WeightEvolution.stepUnchecked(state, ter));
        return state;
    }

    @ParameterizedTest
    @MethodSource("states")
    void aStoredStateIsJudgedAsTheFileSays(VectorFile.Case vector) throws Exception {
        byte[] stored = changed(vector, evolved(vector).serialise());
        if (vector.text("fault").equals(NOTHING)) {
            assertThat(WeightState.deserialise(stored).serialise()).isEqualTo(stored);
        } else {
            assertThatThrownBy(() -> WeightState.deserialise(stored))
                    .isInstanceOf(NeuroException.class)
                    .extracting(e -> ((NeuroException) e).kind())
                    .isEqualTo(NeuroException.Kind.STATE_DAMAGED);
        }
    }

    private static byte[] changed(VectorFile.Case vector, byte[] state) throws Exception {
        change(vector, "xor", state);
        change(vector, "put", state);
        if (vector.has("checksum")) {
            assertThat(vector.text("checksum")).isEqualTo("new");
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("NEURO/STATE/v1".getBytes(StandardCharsets.US_ASCII));
            digest.update(state, 0, state.length - 32);
            ByteBuffer.wrap(state).put(state.length - 32, digest.digest());
        }
        if (vector.has("truncate")) {
            return Arrays.copyOf(state, state.length - vector.number("truncate"));
        }
        if (vector.has("append")) {
            byte[] more = vector.bytes("append");
            byte[] longer = Arrays.copyOf(state, state.length + more.length);
            System.arraycopy(more, 0, longer, state.length, more.length);
            return longer;
        }
        return state;
    }

    private static void change(VectorFile.Case vector, String how, byte[] state) {
        if (!vector.has(how)) {
            return;
        }
        String[] parts = vector.text(how).split(" ", -1);
        int at = Integer.parseInt(parts[0]);
        byte[] bytes = HexFormat.of().parseHex(parts[1]);
        for (int i = 0; i < bytes.length; i++) {
            state[at + i] = (byte) (how.equals("put") ? bytes[i] : state[at + i] ^ bytes[i]);
        }
    }

    @ParameterizedTest
    @MethodSource("proofs")
    void aProofIsJudgedAsTheFileSays(VectorFile.Case vector) {
        try (WeightState state = evolved(vector)) {
            boolean verified =
                    Posf.verify(state, vector.bytes("message-hash"), vector.bytes("nonce"), vector.bytes("posf"));
            assertThat(verified).isEqualTo(vector.text("fault").equals(NOTHING));
        }
    }
}
