package com.hookprobe.neuro;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.fixedpoint.ExpDecay;
import com.hookprobe.fixedpoint.Sigmoid;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Named regressions: the ways in which an earlier program of the same idea failed. */
class ReferenceDefectsTest {
    /** Its every signature was 32 times 0x7F, whatever the key, the message or the nonce. */
    @Test
    void d1TheProofIsNotAConstant() {
        Set<String> proofs = new HashSet<>();
        int[] perValue = new int[256];
        for (int seed = 0; seed < 4; seed++) {
            WeightState state = WeightState.fromSeed(Histories.seed(seed));
            for (int m = 0; m < 8; m++) {
                for (int n = 0; n < 4; n++) {
                    byte[] message = new byte[32];
                    message[31] = (byte) m;
                    byte[] proof = Posf.sign(state, message, new byte[] {0, 0, 0, 0, 0, 0, 0, (byte) n});
                    proofs.add(HexFormat.of().formatHex(proof));
                    for (byte b : proof) {
                        perValue[b & 0xff]++;
                    }
                }
            }
        }
        assertThat(proofs).hasSize(128);
        // 4096 bytes, 16 of each value on average; a constant, or near it, is far outside.
        assertThat(Arrays.stream(perValue).max().orElseThrow()).isLessThan(45);
        assertThat(Arrays.stream(perValue).filter(n -> n == 0).count()).isLessThan(4);
    }

    /** Its replay crashed at the first step of a copied state. */
    @Test
    void d2ACopiedOrStoredStateCanBeReplayed() throws Exception {
        List<Ter> ters = Histories.after(TerChain.START, 31, 5);
        byte[] claimed = Histories.evolved(31, ters).fingerprint();
        WeightState stored = WeightState.deserialise(
                WeightState.fromSeed(Histories.seed(31)).copy().serialise());
        assertThat(Replay.verify(stored, ters, claimed, IntegrityBaseline.unchecked()))
                .isEqualTo(new ReplayResult.Resonant(5));
    }

    /** Its weights depended on the number of records only. */
    @Test
    void d3TheRecordsMatter() {
        WeightState one = Histories.evolved(32, Histories.after(TerChain.START, 32, 5));
        WeightState other = Histories.evolved(32, Histories.after(TerChain.START, 33, 5));
        assertThat(one.count()).isEqualTo(other.count());
        assertThat(one.masters()).isNotEqualTo(other.masters());
        assertThat(one.fingerprint()).isNotEqualTo(other.fingerprint());
    }

    /** It ignored the seed: all devices had the same public weights. */
    @Test
    void d4TheSeedMatters() {
        Set<String> fingerprints = new HashSet<>();
        Set<Long> firstMasters = new HashSet<>();
        for (int i = 0; i < 256; i++) {
            byte[] seed = Histories.seed(42);
            seed[i >> 3] ^= (byte) (1 << (i & 7));
            WeightState state = WeightState.fromSeed(seed);
            fingerprints.add(HexFormat.of().formatHex(state.fingerprint()));
            firstMasters.add(state.masters()[0]);
        }
        assertThat(fingerprints).hasSize(256);
        assertThat(firstMasters).hasSize(256);
    }

    /** Its exponential and sigmoid were wrong, even negative, from an argument of 5 on. */
    @Test
    void d5ExponentialAndSigmoidHoldFarOut() {
        long tau = 7_200_000_000L;
        assertThat(ExpDecay.decayQ62(8 * tau) / 0x1p62)
                .isCloseTo(Math.exp(-8), org.assertj.core.data.Offset.offset(1e-11));
        assertThat(ExpDecay.decayQ62(12 * tau) / 0x1p62)
                .isCloseTo(Math.exp(-12), org.assertj.core.data.Offset.offset(1e-11));
        assertThat(Sigmoid.valueQ32(9 << 16) / 0x1p32)
                .isCloseTo(0.999876605, org.assertj.core.data.Offset.offset(1e-5));
    }

    /** It accepted gaps with a warning, and forced the time of the first step to zero in every replay. */
    @Test
    void d6AGapIsAnErrorAndAResumedReplayKeepsTheTime() {
        List<Ter> ters = Histories.after(TerChain.START, 34, 6);
        WeightState verifier = Histories.evolved(34, ters.subList(0, 3));
        byte[] claimed = Histories.evolved(34, ters).fingerprint();
        assertThat(Replay.verify(verifier, ters.subList(4, 6), claimed, IntegrityBaseline.unchecked()))
                .isEqualTo(new ReplayResult.BadChain(0, TerFault.SEQUENCE_GAP));
        assertThat(Replay.verify(verifier, ters.subList(3, 6), claimed, IntegrityBaseline.unchecked()))
                .isEqualTo(new ReplayResult.Resonant(6));
    }
}
