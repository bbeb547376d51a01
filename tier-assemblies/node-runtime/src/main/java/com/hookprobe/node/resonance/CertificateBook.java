package com.hookprobe.node.resonance;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.identity.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A validator's view of who may report: certificates that nodes have shown, and revocations. A node without a valid
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
    private final Set<NodeId> revoked = new HashSet<>();

    public CertificateBook(NodeId verifier, ResonanceCertificate.SignatureCheck verifierKey) {
        this.verifier = verifier;
        this.verifierKey = verifierKey;
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
        if (revoked.contains(bearer)) {
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

    /** Takes a revocation from anyone: its signature is what counts. */
    public Outcome revoke(Revocation revocation) {
        if (!revocation.verifier().equals(verifier)) {
            return Outcome.UNKNOWN_VERIFIER;
        }
        if (!revocation.signatureValid(verifierKey)) {
            return Outcome.BAD_SIGNATURE;
        }
        revoked.add(revocation.node());
        expiryMicros.remove(revocation.node());
        return Outcome.ACCEPTED;
    }

    public boolean revoked(NodeId node) {
        return revoked.contains(node);
    }

    /** May this node report now? */
    public boolean mayReport(NodeId node, long nowMicros) {
        Long expiry = expiryMicros.get(node);
        return expiry != null && expiry > nowMicros && !revoked.contains(node);
    }
}
