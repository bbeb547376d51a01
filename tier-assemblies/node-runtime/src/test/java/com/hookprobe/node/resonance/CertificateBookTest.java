package com.hookprobe.node.resonance;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.Ed25519;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.resonance.CertificateBook.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CertificateBookTest {
    private final DeviceKey verifierKey = DeviceKey.fromSeed(new byte[32]);
    private final NodeId verifier = NodeId.derive(verifierKey.publicKey());
    private final NodeId edge = NodeId.of(filled(1));
    private final NodeId other = NodeId.of(filled(2));
    private final ResonanceCertificate.SignatureCheck check = (m, s) -> Ed25519.verify(verifierKey.publicKey(), m, s);
    private final Revocations revocations = new Revocations(verifier, check);
    private final CertificateBook book = new CertificateBook(verifier, check, revocations);

    @Test
    void aNodeMayReportOnlyWithAValidCertificateOfItsOwn() {
        byte[] certificate = issue(edge, 100, 200);
        assertThat(book.mayReport(edge, 150)).isFalse();
        assertThat(book.awaits(edge, 150)).isTrue();
        assertThat(book.show(other, certificate, 150)).isEqualTo(Outcome.NOT_THE_BEARER);
        assertThat(book.show(edge, certificate, 200)).isEqualTo(Outcome.EXPIRED);
        assertThat(book.show(edge, certificate, 150)).isEqualTo(Outcome.ACCEPTED);
        assertThat(book.awaits(edge, 150)).isFalse();
        assertThat(book.mayReport(edge, 199)).isTrue();
        assertThat(book.mayReport(edge, 200)).isFalse();
        assertThat(book.awaits(edge, 200)).as("its next certificate may come").isTrue();
    }

    /** mesh 2.4: for as long as the verifier is away, and not a moment longer. */
    @Test
    void itHoldsLongerWhileNobodyCanRenewItButARevocationHoldsAsEver() {
        long[] grace = {1_000};
        CertificateBook region = new CertificateBook(Map.of(verifier, check), revocations, () -> grace[0]);
        byte[] certificate = issue(edge, 100, 200);
        assertThat(region.show(edge, certificate, 1_199)).isEqualTo(Outcome.ACCEPTED);
        assertThat(region.mayReport(edge, 1_199)).isTrue();
        assertThat(region.mayReport(edge, 1_200)).isFalse();
        assertThat(region.show(edge, certificate, 1_200)).isEqualTo(Outcome.EXPIRED);
        grace[0] = 0;
        assertThat(region.mayReport(edge, 201)).as("the verifier is back").isFalse();
        grace[0] = 1_000;
        revocations.accept(Revocation.issue(edge, Revocation.Reason.OPERATOR, 1, 1, 150, verifier, verifierKey::sign));
        assertThat(region.mayReport(edge, 201)).isFalse();
    }

    @Test
    void everyChangedByteIsRefused() {
        byte[] certificate = issue(edge, 100, 1L << 60);
        for (int i = 0; i < certificate.length; i++) {
            byte[] changed = certificate.clone();
            changed[i] ^= 1;
            assertThat(book.show(edge, changed, 150)).as("byte %d", i).isNotEqualTo(Outcome.ACCEPTED);
        }
    }

    @Test
    void revocationEndsTheRightToReportAndLaterCertificatesDoNotBringItBack() {
        book.show(edge, issue(edge, 100, 200), 150);
        Revocation forged = Revocation.issue(
                edge,
                Revocation.Reason.OPERATOR,
                1,
                1,
                150,
                verifier,
                m -> DeviceKey.fromSeed(filled(9)).sign(m));
        assertThat(revocations.accept(forged)).isFalse();
        assertThat(book.awaits(other, 160)).isTrue();
        assertThat(book.mayReport(edge, 160)).isTrue();
        Revocation real =
                Revocation.issue(edge, Revocation.Reason.INTEGRITY_CHANGED, 1, 1, 150, verifier, verifierKey::sign);
        assertThat(revocations.accept(real)).isTrue();
        assertThat(book.mayReport(edge, 160)).isFalse();
        assertThat(book.show(edge, issue(edge, 160, 300), 170)).isEqualTo(Outcome.REVOKED);
    }

    @Test
    void whoIsNotTrustedMayNotReportAndAnOlderCertificateDoesNotHelp() {
        byte[] trusted = issue(edge, 100, 200);
        assertThat(book.show(edge, trusted, 110)).isEqualTo(Outcome.ACCEPTED);
        assertThat(book.mayReport(edge, 120)).isTrue();
        assertThat(book.show(edge, issue(edge, 110, 210, 19_660), 120)).isEqualTo(Outcome.ACCEPTED);
        assertThat(book.mayReport(edge, 120)).isFalse();
        assertThat(book.show(edge, trusted, 130)).isEqualTo(Outcome.ACCEPTED);
        assertThat(book.mayReport(edge, 130)).as("the newest counts").isFalse();
        assertThat(book.show(edge, issue(edge, 140, 240, 19_661), 150)).isEqualTo(Outcome.ACCEPTED);
        assertThat(book.mayReport(edge, 150)).isTrue();
    }

    @Test
    void theTrustIsThatOfTheNewestCertificateWhileItHolds() {
        assertThat(book.trust(edge, 110)).isEmpty();
        book.show(edge, issue(edge, 100, 200), 110);
        assertThat(book.trust(edge, 199)).hasValue(1);
        assertThat(book.trust(edge, 200)).isEmpty();
        book.show(edge, issue(edge, 120, 220, 0), 130);
        assertThat(book.trust(edge, 130)).hasValue(0);
        revocations.accept(Revocation.issue(edge, Revocation.Reason.CLONE, 1, 1, 150, verifier, verifierKey::sign));
        assertThat(book.trust(edge, 130)).isEmpty();
    }

    private byte[] issue(NodeId node, long issued, long expires) {
        return issue(node, issued, expires, 65535);
    }

    private byte[] issue(NodeId node, long issued, long expires, int trust) {
        return ResonanceCertificate.issue(node, new byte[64], 5, trust, issued, expires, verifier, verifierKey::sign)
                .encode();
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void aCertificateOfAClockThatWasAheadIsRefusedAndDoesNotOutweighLaterOnes() {
        long now = 1_000_000_000L;
        long most = now + CertificateBook.AHEAD_MAX_MICROS;
        assertThat(book.show(edge, issue(edge, most + 1, most + 100), now)).isEqualTo(Outcome.FROM_THE_FUTURE);
        assertThat(book.show(edge, issue(edge, now + 1, now + 100, 0), now + 1)).isEqualTo(Outcome.ACCEPTED);
        assertThat(book.trust(edge, now + 2)).hasValue(0);
        assertThat(book.show(edge, issue(edge, most, most + 100), now)).isEqualTo(Outcome.ACCEPTED);
    }
}
