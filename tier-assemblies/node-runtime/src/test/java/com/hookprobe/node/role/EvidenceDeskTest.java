package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.NodeId;
import com.hookprobe.neuro.Posf;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import com.hookprobe.node.resonance.EvidenceBook;
import com.hookprobe.node.resonance.ResonanceEvidence;
import com.hookprobe.node.trust.TrustBook;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evidence of resonance between a device and its verifier, each with weights of its own that went the same way. */
class EvidenceDeskTest {
    private static final byte[] EXPORTER = filled(32, 3);
    private static final byte[] OTHER_SESSION = filled(32, 4);

    @TempDir
    Path folder;

    private final WeightState device = WeightState.fromSeed(filled(32, 7));
    private final WeightState replayed = WeightState.fromSeed(filled(32, 7));
    private long time = 1_764_547_200_000_000L;
    private TestMesh mesh;
    private NodeId id;
    private TrustBook trust;
    private EvidenceDesk desk;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        id = mesh.id("guardian-1");
        trust = new TrustBook(1);
        trust.follow(id, 0);
        desk = new EvidenceDesk(mesh.node("mssp-1"), trust, (of, count, hash, nonce, then) -> {
            try {
                then.take(replayed.count() == count ? Optional.of(Posf.sign(replayed, hash, nonce)) : Optional.empty());
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        live(3);
    }

    @AfterEach
    void close() {
        device.close();
        replayed.close();
        mesh.close();
    }

    /** Records of the device, which the verifier replays. */
    private void live(int records) {
        for (int i = 0; i < records; i++) {
            time += 5_000_000;
            Ter ter = device.chain().next(filled(32, (int) (time % 251)), filled(20, 1), time);
            WeightEvolution.step(device, ter);
            WeightEvolution.step(replayed, ter);
        }
    }

    /** The verifier issues a certificate; its number is its time. */
    private long certified() {
        time++;
        desk.begin(id, new EvidenceBook.Epoch(time, replayed.count(), replayed.fingerprint()));
        return time;
    }

    private static byte[] rdv(WeightState state, byte[] exporter) {
        return ResonanceEvidence.rdv(exporter, state.fingerprint(), state.count());
    }

    private void shows(byte[] exporter, long epoch) {
        desk.show(id, EXPORTER, rdv(device, exporter), ResonanceEvidence.posf(device, exporter, epoch));
    }

    private int violations() {
        return mesh.logged("mssp-1", "evidence_differs").size();
    }

    @Test
    void trueEvidenceAgreesInEachEpoch() {
        for (int epoch = 1; epoch <= 3; epoch++) {
            shows(EXPORTER, certified());
            assertThat(desk.agreed()).isEqualTo(epoch);
            live(1);
        }
        assertThat(violations()).isZero();
        assertThat(mesh.logged("mssp-1", "evidence_agrees")).hasSize(3);
    }

    @Test
    void otherWeightsAreAViolationOfTrust() {
        long epoch = certified();
        try (WeightState other = WeightState.fromSeed(filled(32, 8))) {
            desk.show(id, EXPORTER, rdv(device, EXPORTER), ResonanceEvidence.posf(other, EXPORTER, epoch));
            assertThat(mesh.logged("mssp-1", "evidence_differs"))
                    .singleElement()
                    .asString()
                    .contains("PoSF");
            desk.show(id, EXPORTER, rdv(other, EXPORTER), ResonanceEvidence.posf(device, EXPORTER, epoch));
        }
        assertThat(violations()).isEqualTo(2);
        trust.onEpoch(1, (node, terms) -> assertThat(terms.behaviour()).isLessThan(1));
    }

    @Test
    void evidenceOfAnotherSessionOrEpochDoesNotAgree() {
        long epoch = certified();
        shows(OTHER_SESSION, epoch);
        assertThat(violations()).isEqualTo(1);
        shows(EXPORTER, epoch + 1);
        assertThat(violations()).isEqualTo(2);
        assertThat(desk.agreed()).isZero();
    }

    @Test
    void aNodeThatHasGoneOnIsNotJudged() {
        long epoch = certified();
        byte[] rdv = rdv(device, EXPORTER);
        byte[] posf = ResonanceEvidence.posf(device, EXPORTER, epoch);
        live(1);
        desk.show(id, EXPORTER, rdv, posf);
        assertThat(desk.notJudged()).isEqualTo(1);
        assertThat(violations()).isZero();
    }

    @Test
    void lateEvidenceIsNoLieWhileItsEpochIsKnown() {
        long epoch = certified();
        byte[] rdv = rdv(device, EXPORTER);
        byte[] posf = ResonanceEvidence.posf(device, EXPORTER, epoch);
        for (int later = 1; later < 4; later++) {
            live(1);
            certified();
            desk.show(id, EXPORTER, rdv, posf);
            assertThat(desk.notJudged()).isEqualTo(later);
        }
        assertThat(violations()).isZero();
        live(1);
        certified();
        desk.show(id, EXPORTER, rdv, posf);
        assertThat(violations()).as("one epoch beyond the bound").isEqualTo(1);
    }

    @Test
    void soMuchIsLookedAtInAnEpochAndNoMore() {
        certified();
        for (int i = 0; i < 4; i++) {
            desk.show(id, EXPORTER, filled(32, i), filled(32, 0));
        }
        assertThat(violations()).isEqualTo(4);
        desk.show(id, EXPORTER, filled(32, 9), filled(32, 0));
        assertThat(violations()).isEqualTo(4);
        assertThat(desk.notJudged()).isEqualTo(1);
    }

    @Test
    void nobodyIsJudgedBeforeItsFirstCertificate() {
        shows(EXPORTER, 1);
        desk.show(mesh.id("guardian-2"), EXPORTER, filled(32, 0), filled(32, 0));
        assertThat(desk.notJudged()).isEqualTo(2);
        assertThat(violations()).isZero();
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
