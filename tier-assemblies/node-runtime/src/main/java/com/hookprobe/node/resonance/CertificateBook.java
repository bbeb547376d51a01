package com.hookprobe.node.resonance;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.trust.TrustBand;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * A validator's view of who may report: certificates that nodes have shown, less revocations. A node without a valid
 * certificate, or with too little trust in the newest of them, may not report. Bounded by the number of enrolled nodes, since others
 * are refused. Thread-safe: the loop writes, and those who serve a node ask for its band.
 */
public final class CertificateBook {
    /** What a shown certificate or revocation led to. */
    public enum Outcome {
        ACCEPTED,
        NOT_THE_BEARER,
        UNKNOWN_VERIFIER,
        BAD_SIGNATURE,
        EXPIRED,
        FROM_THE_FUTURE,
        REVOKED,
        MALFORMED
    }

    /** How far ahead of here the verifier's clock may be (mesh 2.3). */
    static final long AHEAD_MAX_MICROS = 300_000_000L;

    private final Map<NodeId, ResonanceCertificate.SignatureCheck> verifiers;
    private final Map<NodeId, ResonanceCertificate> newest = new ConcurrentHashMap<>();
    private final Revocations revocations;
    private final LongSupplier graceMicros;

    public CertificateBook(NodeId verifier, ResonanceCertificate.SignatureCheck verifierKey, Revocations revocations) {
        this(Map.of(verifier, verifierKey), revocations, () -> 0);
    }

    /**
     * A book of what one or several verifiers have signed.
     *
     * @param verifiers who they are, and what checks their signatures
     * @param graceMicros for how much longer than they say certificates hold now, since nobody can renew them (mesh 2.4)
     */
    public CertificateBook(
            Map<NodeId, ResonanceCertificate.SignatureCheck> verifiers,
            Revocations revocations,
            LongSupplier graceMicros) {
        this.graceMicros = graceMicros;
        this.verifiers = Map.copyOf(verifiers);
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
        ResonanceCertificate.SignatureCheck verifierKey = verifiers.get(certificate.verifier());
        if (verifierKey == null) {
            return Outcome.UNKNOWN_VERIFIER;
        }
        if (revocations.outlaws(certificate)) {
            return Outcome.REVOKED;
        }
        if (isOver(certificate, nowMicros)) {
            return Outcome.EXPIRED;
        }
        if (certificate.issuedMicros() - nowMicros > AHEAD_MAX_MICROS) {
            // The verifier's clock was wrong then; kept, it would outweigh all that the verifier says until that time.
            return Outcome.FROM_THE_FUTURE;
        }
        if (!certificate.signatureValid(verifierKey)) {
            return Outcome.BAD_SIGNATURE;
        }
        // An older one, with more trust perhaps, does not replace a newer one.
        newest.merge(bearer, certificate, (held, shown) -> shown.issuedMicros() >= held.issuedMicros() ? shown : held);
        return Outcome.ACCEPTED;
    }

    private boolean isOver(ResonanceCertificate certificate, long nowMicros) {
        return certificate.expiresMicros() + graceMicros.getAsLong() <= nowMicros;
    }

    /** May this node report now? */
    public boolean mayReport(NodeId node, long nowMicros) {
        return band(node, nowMicros).map(TrustBand::mayReport).orElse(false);
    }

    /** The band of the trust that the node's newest certificate says; empty when it has expired, or the node was revoked. */
    public Optional<TrustBand> band(NodeId node, long nowMicros) {
        OptionalDouble trust = trust(node, nowMicros);
        return trust.isPresent() ? Optional.of(TrustBand.of(trust.getAsDouble())) : Optional.empty();
    }

    /** The trust, 0 to 1, that the node's newest certificate says; empty when it has expired, or the node was revoked. */
    public OptionalDouble trust(NodeId node, long nowMicros) {
        ResonanceCertificate certificate = newest.get(node);
        if (certificate == null || isOver(certificate, nowMicros) || revocations.outlaws(certificate)) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(certificate.trust() / TrustBand.CERTIFIED_ONE);
    }

    /** How many records of the node's history the verifier has replayed, by a certificate that holds now; 0 without one. */
    public long replayed(NodeId node, long nowMicros) {
        ResonanceCertificate certificate = newest.get(node);
        return certificate == null || trust(node, nowMicros).isEmpty() ? 0 : certificate.terSequence();
    }

    /** The newest certificate of a node that holds now, encoded. */
    public Optional<byte[]> current(NodeId node, long nowMicros) {
        return trust(node, nowMicros).isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(newest.get(node)).map(ResonanceCertificate::encode);
    }

    /**
     * True for a node of which no certificate holds here, and that is not revoked: its word may come before its first one, or,
     * when it was cut off, before its next one.
     */
    public boolean awaits(NodeId node, long nowMicros) {
        return trust(node, nowMicros).isEmpty() && !revocations.contains(node);
    }

    /** True when the verifier has revoked the node. */
    public boolean isRevoked(NodeId node) {
        return revocations.contains(node);
    }
}
