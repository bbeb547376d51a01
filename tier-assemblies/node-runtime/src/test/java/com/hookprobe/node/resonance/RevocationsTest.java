package com.hookprobe.node.resonance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.Ed25519;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.resonance.CertificateBook.Outcome;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** mesh 3: which of the verifier's words on a node counts. */
class RevocationsTest {
    private final DeviceKey verifierKey = DeviceKey.fromSeed(new byte[32]);
    private final NodeId verifier = NodeId.derive(verifierKey.publicKey());
    private final NodeId edge = NodeId.of(filled(1));
    private final ResonanceCertificate.SignatureCheck check = (m, s) -> Ed25519.verify(verifierKey.publicKey(), m, s);
    private final Revocations revocations = new Revocations(verifier, check);
    private final CertificateBook book = new CertificateBook(verifier, check, revocations);

    @Test
    void aLaterReinstatementLiftsARevocationAndOnlyLaterCertificatesCount() {
        assertThat(book.show(edge, certificate(100), 110)).isEqualTo(Outcome.ACCEPTED);
        assertThat(revocations.accept(out(5, 120))).isTrue();
        assertThat(book.mayReport(edge, 130)).isFalse();
        assertThat(revocations.accept(in(6, 140))).isTrue();
        assertThat(revocations.contains(edge)).isFalse();
        assertThat(book.mayReport(edge, 150)).as("what was shown before").isFalse();
        assertThat(book.show(edge, certificate(139), 150)).as("replayed").isEqualTo(Outcome.REVOKED);
        assertThat(book.show(edge, certificate(140), 150)).isEqualTo(Outcome.REVOKED);
        assertThat(book.show(edge, certificate(141), 150)).isEqualTo(Outcome.ACCEPTED);
        assertThat(book.mayReport(edge, 150)).isTrue();
    }

    @Test
    void whatIsReplayedChangesNothing() {
        Revocation first = out(5, 100);
        Revocation lifted = in(6, 110);
        Revocation again = out(9, 120);
        assertThat(revocations.accept(first)).isTrue();
        assertThat(revocations.accept(first)).as("known").isFalse();
        assertThat(revocations.accept(lifted)).isTrue();
        assertThat(revocations.accept(first))
                .as("an old revocation shuts nobody out")
                .isFalse();
        assertThat(revocations.contains(edge)).isFalse();
        assertThat(revocations.accept(again)).isTrue();
        assertThat(revocations.accept(lifted))
                .as("an old reinstatement lifts no newer revocation")
                .isFalse();
        assertThat(revocations.accept(in(9, 500)))
                .as("nor one of the same number")
                .isFalse();
        assertThat(revocations.contains(edge)).isTrue();
        assertThat(revocations.all()).containsExactly(again);
    }

    /** A registry that was restored counts from lower numbers on: then its word still shuts out, and does not let in. */
    @Test
    void inDoubtANodeIsOut() {
        revocations.accept(in(50, 100));
        assertThat(revocations.accept(out(50, 90))).as("same number").isTrue();
        revocations.accept(in(60, 200));
        assertThat(revocations.accept(out(7, 199))).isFalse();
        assertThat(revocations.accept(out(7, 201))).as("a later time").isTrue();
        assertThat(revocations.contains(edge)).isTrue();
        assertThat(revocations.accept(in(7, 300))).isFalse();
        assertThat(revocations.accept(in(8, 300))).isTrue();
    }

    @Test
    void onlyTheVerifiersSignatureCounts() {
        DeviceKey stranger = DeviceKey.fromSeed(filled(9));
        NodeId strangerId = NodeId.derive(stranger.publicKey());
        assertThat(revocations.accept(
                        Revocation.issue(edge, Revocation.Reason.CLONE, 1, 1, 1, verifier, stranger::sign)))
                .isFalse();
        assertThat(revocations.accept(
                        Revocation.issue(edge, Revocation.Reason.CLONE, 1, 1, 1, strangerId, verifierKey::sign)))
                .isFalse();
        assertThat(revocations.all()).isEmpty();
    }

    @Test
    void theEncodingIsStrict() throws Exception {
        byte[] good = out(5, 100).encode();
        assertThat(good).hasSize(Revocation.BYTES);
        Revocation decoded = Revocation.decode(good);
        assertThat(decoded.encode()).isEqualTo(good);
        assertThat(decoded.sequence()).isEqualTo(5);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            assertThat(accepted(bad)).as("byte %d", i).isFalse();
        }
        for (int length : new int[] {0, 1, 33, good.length - 1, good.length + 1}) {
            assertThatThrownBy(() -> Revocation.decode(Arrays.copyOf(good, length)))
                    .as("%d bytes", length)
                    .isInstanceOf(MalformedException.class);
        }
        byte[] old = good.clone();
        old[0] = 1;
        assertThatThrownBy(() -> Revocation.decode(old)).hasMessageContaining("expected version 2, found 1");
        byte[] reason = good.clone();
        reason[33] = 9;
        assertThatThrownBy(() -> Revocation.decode(reason)).isInstanceOf(MalformedException.class);
    }

    private boolean accepted(byte[] encoded) {
        try {
            return revocations.accept(Revocation.decode(encoded));
        } catch (MalformedException e) {
            return false;
        }
    }

    private Revocation out(long sequence, long time) {
        return Revocation.issue(edge, Revocation.Reason.OPERATOR, sequence, 1, time, verifier, verifierKey::sign);
    }

    private Revocation in(long sequence, long time) {
        return Revocation.issue(edge, Revocation.Reason.REINSTATED, sequence, 1, time, verifier, verifierKey::sign);
    }

    private byte[] certificate(long issued) {
        return ResonanceCertificate.issue(
                        edge, new byte[64], 5, 65535, issued, issued + 1_000, verifier, verifierKey::sign)
                .encode();
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
