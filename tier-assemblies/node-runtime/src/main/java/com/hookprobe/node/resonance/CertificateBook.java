package com.hookprobe.node.resonance;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.identity.NodeId;
import java.util.HashMap;
import java.util.Map;

/**
 * A validator's view of who may report: certificates that nodes have shown, less revocations. A node without a valid
 * certificate may not report. Bounded by the number of enrolled nodes, since others are refused. One owner thread.
 */
public final class CertificateBook {
    /** What a shown certificate or revocation led to. */
    public enum Outcome {
        ACCEPTED,
        NOT_THE_BEARER,
        UNKNOWN_VERIFIER,
        BAD_SIGNATURE,
        EXPIRED,
        REVOKED,
        MALFORMED
    }

    private final NodeId verifier;
    private final ResonanceCertificate.SignatureCheck verifierKey;
    private final Map<NodeId, Long> expiryMicros = new HashMap<>();
    private final Revocations revocations;

    public CertificateBook(NodeId verifier, ResonanceCertificate.SignatureCheck verifierKey, Revocations revocations) {
        this.verifier = verifier;
        this.verifierKey = verifierKey;
        this.revocations = revocations;
    }

    /** A node shows its certificate over its own session. */
    public Outcome show(NodeId bearer, byte[] encoded, long nowMicros) {
        ResonanceCertificate certificate;
        try {
            certificate = ResonanceCertificate.decode(encoded);
        } catch (MalformedException e) {
            return Outcome.MALFORMED;
        }
        if (!certificate.node().equals(bearer)) {
            return Outcome.NOT_THE_BEARER;
        }
        if (!certificate.verifier().equals(verifier)) {
            return Outcome.UNKNOWN_VERIFIER;
        }
        if (revocations.contains(bearer)) {
            return Outcome.REVOKED;
        }
        if (certificate.expiresMicros() <= nowMicros) {
            return Outcome.EXPIRED;
        }
        if (!certificate.signatureValid(verifierKey)) {
            return Outcome.BAD_SIGNATURE;
        }
        expiryMicros.merge(bearer, certificate.expiresMicros(), Math::max);
        return Outcome.ACCEPTED;
    }

    /** May this node report now? */
    public boolean mayReport(NodeId node, long nowMicros) {
        Long expiry = expiryMicros.get(node);
        return expiry != null && expiry > nowMicros && !revocations.contains(node);
    }
}
