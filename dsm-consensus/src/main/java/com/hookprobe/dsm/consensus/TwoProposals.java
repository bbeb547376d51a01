package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.JsonObject;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import java.util.Arrays;

/**
 * E1: two proposals of one leader for one view, with different value or justification.
 *
 * <pre>1 | claim 142 | claim 142      the smaller encoding first</pre>
 *
 * An honest leader logs that it has proposed before it sends, and stays silent in that view after a restart.
 */
public record TwoProposals(ProposalClaim first, ProposalClaim second) implements Evidence {
    /** Throws {@link IllegalArgumentException} unless the two are of one leader and view, differ, and are in order. */
    public TwoProposals {
        boolean samePlace =
                first.height() == second.height() && first.view() == second.view() && first.signer() == second.signer();
        Checks.that(samePlace, "pair of proposals: not of one leader and view, view", second.view());
        boolean same = first.value().equals(second.value())
                && first.justificationHash().equals(second.justificationHash());
        Checks.that(!same, "pair of proposals: they say the same, view", second.view());
        Checks.that(
                Arrays.compareUnsigned(first.encode(), second.encode()) < 0,
                "pair of proposals: order, view",
                second.view());
    }

    /** Puts the two claims into order. */
    public static TwoProposals of(ProposalClaim one, ProposalClaim other) {
        return Arrays.compareUnsigned(one.encode(), other.encode()) < 0
                ? new TwoProposals(one, other)
                : new TwoProposals(other, one);
    }

    @Override
    public EvidenceKind type() {
        return EvidenceKind.TWO_PROPOSALS;
    }

    @Override
    public int offender() {
        return first.signer();
    }

    @Override
    public long height() {
        return first.height();
    }

    @Override
    public boolean verify(ValidatorSet set, Hash32 networkId) {
        return first.verify(set, networkId) && second.verify(set, networkId);
    }

    @Override
    public byte[] encode() {
        WireWriter out = Evidence.begin(type());
        first.write(out);
        second.write(out);
        return out.toBytes();
    }

    static TwoProposals read(WireReader in) throws MalformedException {
        ProposalClaim first = ProposalClaim.read(in);
        ProposalClaim second = ProposalClaim.read(in);
        return Checks.canonical(() -> new TwoProposals(first, second));
    }

    @Override
    public void describe(JsonObject out) {
        out.number("view", first.view()).object("first", first.json()).object("second", second.json());
    }
}
