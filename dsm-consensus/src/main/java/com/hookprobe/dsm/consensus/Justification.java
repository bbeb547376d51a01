package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why a height may be in view v, J(v): nothing for v = 1, else [VC(p)] and SC(p+1..v-1), or SC(1..v-1) (DSM 3.4).
 *
 * <p>It travels with every proposal and every advance, so nobody ever has to ask for a missing certificate. It is also the
 * whole safety argument: a decision in view p excludes SC(p), so a later view can only carry a value certificate of p or
 * later, and by induction the same value.
 *
 * <pre>count u16 | certificates</pre>
 */
public record Justification(List<Certificate> certificates) {
    /** J(1). */
    public static final Justification EMPTY = new Justification(List.of());

    /** Most certificates: keeps a message below 1 MiB. A view number grows only with a quorum's help. */
    public static final int CERTIFICATES_MAX = 2_048;

    /** Copies the list. */
    public Justification {
        certificates = List.copyOf(certificates);
        Checks.that(certificates.size() <= CERTIFICATES_MAX, "number of certificates", certificates.size());
    }

    /** True when the certificates are exactly those that J(view) of this height must hold; signatures are not checked. */
    public boolean fits(long height, long view) {
        long next = view == 1 || certificates.isEmpty() ? 1 : firstCovered();
        for (int i = 0; i < certificates.size(); i++) {
            Certificate certificate = certificates.get(i);
            boolean right = certificate.height() == height
                    && certificate.view() == next
                    && (certificate.kind() == VoteKind.NULLIFY || certificate.kind() == VoteKind.NOTARIZE && i == 0);
            if (!right) {
                return false;
            }
            next++;
        }
        return next == view;
    }

    private long firstCovered() {
        Certificate first = certificates.get(0);
        // Without a value certificate the skips must start at view 1.
        return first.kind() == VoteKind.NOTARIZE ? first.view() : 1;
    }

    /** VC(p), when there is one: then the proposal of this view must be its value. */
    public Optional<Certificate> base() {
        return certificates.isEmpty() || certificates.get(0).kind() != VoteKind.NOTARIZE
                ? Optional.empty()
                : Optional.of(certificates.get(0));
    }

    /** J(v+1) from J(v) and SC(v). */
    public Justification plus(Certificate skip) {
        List<Certificate> longer = new ArrayList<>(certificates);
        longer.add(skip);
        return new Justification(longer);
    }

    /** H(J): signed by the proposer. */
    public Hash32 hash() {
        return Hash32.sha256(ConsensusLabels.JUSTIFICATION, encode());
    }

    /** The canonical bytes. */
    public byte[] encode() {
        WireWriter out = new WireWriter(2 + certificates.size() * Certificate.BYTES_MAX);
        out.u16(certificates.size());
        certificates.forEach(certificate -> out.bytes(certificate.encode()));
        return out.toBytes();
    }

    /** Reads the next justification. */
    public static Justification read(WireReader in) throws MalformedException {
        int count = in.u16();
        if (count > CERTIFICATES_MAX) {
            throw new MalformedException("a justification of " + count + " certificates");
        }
        List<Certificate> certificates = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            certificates.add(Certificate.read(in));
        }
        return new Justification(certificates);
    }
}
