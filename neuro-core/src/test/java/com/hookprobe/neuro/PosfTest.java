package com.hookprobe.neuro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import org.junit.jupiter.api.Test;

class PosfTest {
    private static final byte[] MESSAGE = new byte[32];
    private static final byte[] NONCE = new byte[8];

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void aProofIsMetByTheSameStateOnly() {
        List<Ter> ters = Histories.after(TerChain.START, 21, 6);
        WeightState edge = Histories.evolved(21, ters);
        WeightState verifier = Histories.evolved(21, ters);
        byte[] proof = Posf.sign(edge, MESSAGE, NONCE);
        assertThat(proof).hasSize(32);
        assertThat(Posf.verify(verifier, MESSAGE, NONCE, proof)).isTrue();
        assertThat(Posf.verify(Histories.evolved(21, ters.subList(0, 5)), MESSAGE, NONCE, proof))
                .isFalse();
        assertThat(Posf.verify(Histories.evolved(22, ters), MESSAGE, NONCE, proof))
                .isFalse();
    }

    @Test
    void eachBitOfMessageNonceAndProofCounts() {
        WeightState state = Histories.evolved(23, Histories.after(TerChain.START, 23, 2));
        byte[] proof = Posf.sign(state, MESSAGE, NONCE);
        Set<String> seen = new HashSet<>(Set.of(hex(proof)));
        for (int bit = 0; bit < 320; bit++) {
            byte[] message = MESSAGE.clone();
            byte[] nonce = NONCE.clone();
            byte[] changed = bit < 256 ? message : nonce;
            changed[(bit % 256) >> 3] ^= (byte) (1 << (bit & 7));
            assertThat(Posf.verify(state, message, nonce, proof)).isFalse();
            seen.add(hex(Posf.sign(state, message, nonce)));
        }
        assertThat(seen).hasSize(321);
        for (int bit = 0; bit < 256; bit++) {
            byte[] wrong = proof.clone();
            wrong[bit >> 3] ^= (byte) (1 << (bit & 7));
            assertThat(Posf.verify(state, MESSAGE, NONCE, wrong)).isFalse();
        }
    }

    @Test
    void signingMovesNothing() {
        WeightState state = Histories.evolved(24, Histories.after(TerChain.START, 24, 2));
        byte[] before = state.serialise();
        assertThat(Posf.sign(state, MESSAGE, NONCE)).isEqualTo(Posf.sign(state, MESSAGE, NONCE));
        assertThat(state.serialise()).isEqualTo(before);
    }

    @Test
    void theNetworkIsInTheProofAndNotOnlyTheKey() {
        WeightState state = WeightState.fromSeed(Histories.seed(25));
        Mac key = Hashes.hmacSha256(state.keys().posfKey());
        byte[] proof = Posf.sign(state, key, MESSAGE, NONCE);
        state.masters()[Shape.B3] += 1L << 40;
        assertThat(Posf.sign(state, key, MESSAGE, NONCE)).isNotEqualTo(proof);
    }

    @Test
    void wrongLengthsAreRefused() {
        WeightState state = WeightState.fromSeed(Histories.seed(26));
        assertThatThrownBy(() -> Posf.sign(state, new byte[31], NONCE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Posf.sign(state, MESSAGE, new byte[16])).isInstanceOf(IllegalArgumentException.class);
        byte[] proof = Posf.sign(state, MESSAGE, NONCE);
        for (int length : new int[] {0, 31, 33}) {
            assertThat(Posf.verify(state, MESSAGE, NONCE, Arrays.copyOf(proof, length)))
                    .isFalse();
        }
    }
}
