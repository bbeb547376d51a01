package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.JsonObject;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;

/**
 * E5: a proposal whose justification does not justify it. The leader's claim names the justification by its hash; it is attached.
 *
 * <pre>5 | claim 142 | J</pre>
 *
 * <p>Why this never convicts an honest leader: it proposes with the J by which it entered the view; it took that only in the form
 * that fits the view, holds in it only certificates that it has verified byte for byte itself (a certificate that merely says the
 * same is replaced by the verified one), and proposes the value that VC(p) names. And nobody else can make another J for its claim:
 * H(J) is under its signature.
 */
public record UnjustifiedProposal(ProposalClaim claim, Justification justification) implements Evidence {
    /** Throws {@link IllegalArgumentException} unless the justification is the one that the claim names. */
    public UnjustifiedProposal {
        Checks.that(
                justification.hash().equals(claim.justificationHash()),
                "justification: not the one of the claim, view",
                claim.view());
    }

    @Override
    public EvidenceKind type() {
        return EvidenceKind.UNJUSTIFIED_PROPOSAL;
    }

    @Override
    public int offender() {
        return claim.signer();
    }

    @Override
    public long height() {
        return claim.height();
    }

    @Override
    public boolean verify(ValidatorSet set, Hash32 networkId) {
        return claim.verify(set, networkId) && !justifies(set, networkId);
    }

    private boolean justifies(ValidatorSet set, Hash32 networkId) {
        return justification.fits(claim.height(), claim.view())
                && justification
                        .base()
                        .map(base -> base.value().equals(claim.value()))
                        .orElse(true)
                && justification.certificates().stream().allMatch(certificate -> certificate.verify(set, networkId));
    }

    @Override
    public byte[] encode() {
        WireWriter out = Evidence.begin(type());
        claim.write(out);
        return out.bytes(justification.encode()).toBytes();
    }

    static UnjustifiedProposal read(WireReader in) throws MalformedException {
        ProposalClaim claim = ProposalClaim.read(in);
        Justification justification = Justification.read(in);
        return Checks.canonical(() -> new UnjustifiedProposal(claim, justification));
    }

    @Override
    public void describe(JsonObject out) {
        out.number("view", claim.view())
                .object("claim", claim.json())
                .texts(
                        "justification",
                        justification.certificates().stream()
                                .map(Certificate::toString)
                                .toList());
    }
}
