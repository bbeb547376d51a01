package com.hookprobe.neuro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private static final IntegrityBaseline ENROLLED = IntegrityBaseline.of(Histories.INTEGRITY);

    private static byte[] upload(List<Ter> ters) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ters.forEach(ter -> out.writeBytes(ter.encode()));
        return out.toByteArray();
    }

    @Test
    void theVerifierFollowsTheEdge() {
        List<Ter> ters = Histories.after(TerChain.START, 1, 60);
        WeightState verifier = WeightState.fromSeed(Histories.seed(1));
        for (int from = 0; from < 60; from += 20) {
            WeightState edge = Histories.evolved(1, ters.subList(0, from + 20));
            assertThat(Replay.verify(verifier, ters.subList(from, from + 20), edge.fingerprint(), ENROLLED))
                    .isEqualTo(new ReplayResult.Resonant(from + 20));
            assertThat(verifier.serialise()).isEqualTo(edge.serialise());
            assertThat(verifier.wSecret()).isEqualTo(edge.wSecret());
        }
    }

    @Test
    void noRecordsAndTheSameFingerprintResonate() {
        WeightState verifier = WeightState.fromSeed(Histories.seed(2));
        assertThat(Replay.verify(verifier, List.of(), verifier.fingerprint(), ENROLLED))
                .isEqualTo(new ReplayResult.Resonant(0));
        assertThat(Replay.verify(verifier, List.of(), new byte[64], ENROLLED)).isEqualTo(new ReplayResult.Diverged(0));
    }

    @Property(tries = 20, seed = "61")
    void whateverIsNotResonantLeavesTheVerifierWhereItWas(@ForAll long seed, @ForAll @IntRange(max = 8) int at) {
        List<Ter> ters = Histories.after(TerChain.START, seed, 10);
        WeightState verifier = WeightState.fromSeed(Histories.seed(3));
        byte[] before = verifier.serialise();
        byte[] claimed = Histories.evolved(3, ters).fingerprint();
        List<Ter> swapped = new ArrayList<>(ters);
        Collections.swap(swapped, at, at + 1);
        List<Ter> dropped = new ArrayList<>(ters);
        dropped.remove(at);
        List<Ter> repeated = new ArrayList<>(ters);
        repeated.add(at, ters.get(at));
        assertThat(Replay.verify(verifier, swapped, claimed, ENROLLED))
                .isEqualTo(new ReplayResult.BadChain(at, TerFault.SEQUENCE_GAP));
        assertThat(Replay.verify(verifier, dropped, claimed, ENROLLED))
                .isEqualTo(new ReplayResult.BadChain(at, TerFault.SEQUENCE_GAP));
        assertThat(Replay.verify(verifier, repeated, claimed, ENROLLED))
                .isEqualTo(new ReplayResult.BadChain(at + 1, TerFault.SEQUENCE_REPEAT));
        claimed[at] ^= 1;
        assertThat(Replay.verify(verifier, ters, claimed, ENROLLED)).isEqualTo(new ReplayResult.Diverged(10));
        assertThat(verifier.serialise()).isEqualTo(before);
    }

    /** An intruder who knows the format mends sequence, time and CRC; only the fingerprint tells then. */
    @Test
    void aForgedHistoryWithAProperChainDiverges() {
        List<Ter> honest = Histories.after(TerChain.START, 4, 10);
        byte[] claimed = Histories.evolved(4, honest).fingerprint();
        List<Ter> forged = new ArrayList<>();
        TerChain chain = TerChain.START;
        for (int i = 0; i < 10; i++) {
            Ter ter = honest.get(i);
            byte[] entropy = ter.entropy();
            entropy[0] ^= (byte) (i == 4 ? 1 : 0);
            forged.add(chain.next(entropy, ter.integrity(), ter.timestampMicros()));
            chain = chain.after(forged.get(i));
        }
        WeightState verifier = WeightState.fromSeed(Histories.seed(4));
        assertThat(Replay.verify(verifier, forged, claimed, ENROLLED)).isEqualTo(new ReplayResult.Diverged(10));
        assertThat(verifier.count()).isZero();
    }

    @Test
    void severalClaimsLocateTheDivergence() {
        List<Ter> ters = Histories.after(TerChain.START, 5, 9);
        List<FingerprintClaim> claims = new ArrayList<>();
        for (int n : new int[] {0, 3, 6, 9}) {
            claims.add(new FingerprintClaim(
                    n, Histories.evolved(5, ters.subList(0, n)).fingerprint()));
        }
        WeightState verifier = WeightState.fromSeed(Histories.seed(5));
        for (int wrong = 0; wrong < 4; wrong++) {
            List<FingerprintClaim> one = new ArrayList<>(claims);
            one.set(wrong, new FingerprintClaim(claims.get(wrong).count(), new byte[64]));
            assertThat(Replay.verify(verifier, ters, one, ENROLLED)).isEqualTo(new ReplayResult.Diverged(3L * wrong));
        }
        assertThat(Replay.verify(verifier, ters, claims, ENROLLED)).isEqualTo(new ReplayResult.Resonant(9));
    }

    @Test
    void aChangedFileIsFoundEvenWhenTheHistoryIsHonest() {
        List<Ter> ters = new ArrayList<>(Histories.after(TerChain.START, 6, 3));
        TerChain chain = TerChain.START;
        for (Ter ter : ters) {
            chain = chain.after(ter);
        }
        byte[] changed = new byte[20];
        changed[19] = 1;
        ters.add(chain.next(new byte[32], changed, chain.lastTimestampMicros() + 1));
        byte[] claimed = Histories.evolved(6, ters).fingerprint();
        WeightState verifier = WeightState.fromSeed(Histories.seed(6));
        ReplayResult result = Replay.verify(verifier, ters, claimed, ENROLLED);
        assertThat(result).isInstanceOfSatisfying(ReplayResult.IntegrityChanged.class, found -> {
            assertThat(found.index()).isEqualTo(3);
            assertThat(found.found()).isEqualTo(changed);
            assertThat(found.expected()).isSameAs(ENROLLED);
            assertThat(found.toString()).contains("0000000000000000000000000000000000000001");
        });
        assertThat(verifier.count()).isZero();
        IntegrityBaseline both = IntegrityBaseline.of(List.of(Histories.INTEGRITY, changed));
        assertThat(Replay.verify(verifier, ters, claimed, both)).isEqualTo(new ReplayResult.Resonant(4));
    }

    @Test
    void anEmptyBaselineAllowsNothing() {
        List<Ter> ters = Histories.after(TerChain.START, 7, 1);
        WeightState verifier = WeightState.fromSeed(Histories.seed(7));
        assertThat(Replay.verify(verifier, ters, new byte[64], IntegrityBaseline.of(List.of())))
                .isInstanceOf(ReplayResult.IntegrityChanged.class);
        assertThatThrownBy(() -> IntegrityBaseline.of(new byte[19])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anUploadThatIsCutShortIsAWrongLength() {
        List<Ter> ters = Histories.after(TerChain.START, 8, 3);
        byte[] claimed = Histories.evolved(8, ters).fingerprint();
        byte[] whole = upload(ters);
        WeightState verifier = WeightState.fromSeed(Histories.seed(8));
        for (int length = 0; length < whole.length; length++) {
            ReplayResult result = Replay.verifyUpload(verifier, Arrays.copyOf(whole, length), claimed, ENROLLED);
            if (length % 64 == 0) {
                assertThat(result).isEqualTo(new ReplayResult.Diverged(length / 64));
            } else {
                assertThat(result).isEqualTo(new ReplayResult.BadChain(length / 64, TerFault.WRONG_LENGTH));
            }
        }
        assertThat(Replay.verifyUpload(verifier, whole, claimed, ENROLLED)).isEqualTo(new ReplayResult.Resonant(3));
    }

    @Property(tries = 300, seed = "62")
    void anyUploadGivesAVerdict(@ForAll @Size(max = 400) byte[] bytes) {
        try (WeightState verifier = WeightState.fromSeed(Histories.seed(9))) {
            ReplayResult result = Replay.verifyUpload(verifier, bytes, new byte[64], IntegrityBaseline.unchecked());
            assertThat(result).isNotInstanceOf(ReplayResult.Resonant.class);
            assertThat(verifier.count()).isZero();
        }
    }

    @Test
    void theLimitAndTheClaimsAreChecked() {
        WeightState verifier = WeightState.fromSeed(Histories.seed(10));
        Ter ter = Histories.after(TerChain.START, 10, 1).get(0);
        List<Ter> most = Collections.nCopies(Replay.TERS_MAX, ter);
        List<Ter> tooMany = Collections.nCopies(Replay.TERS_MAX + 1, ter);
        assertThat(Replay.verify(verifier, most, new byte[64], ENROLLED))
                .isEqualTo(new ReplayResult.BadChain(1, TerFault.SEQUENCE_REPEAT));
        assertThatThrownBy(() -> Replay.verify(verifier, tooMany, new byte[64], ENROLLED))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Replay.verify(verifier, List.of(ter), new byte[63], ENROLLED))
                .isInstanceOf(IllegalArgumentException.class);
        FingerprintClaim zero = new FingerprintClaim(0, new byte[64]);
        FingerprintClaim one = new FingerprintClaim(1, new byte[64]);
        FingerprintClaim two = new FingerprintClaim(2, new byte[64]);
        for (List<FingerprintClaim> bad : List.of(
                List.<FingerprintClaim>of(), List.of(zero), List.of(one, zero), List.of(one, one), List.of(two))) {
            assertThatThrownBy(() -> Replay.verify(verifier, List.of(ter), bad, ENROLLED))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
