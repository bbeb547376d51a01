package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.JsonObject;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import java.util.Arrays;
import java.util.Optional;

/**
 * E2, E3, E4: two votes of one validator for one view that exclude each other: two NOTARIZE with different values, NULLIFY and
 * FINALIZE, or two FINALIZE with different values.
 *
 * <pre>2, 3 or 4 | vote 143 | vote 143      the smaller encoding first</pre>
 *
 * NOTARIZE of one value and FINALIZE of another are no crime: who has notarized y signs FINALIZE for x when it sees that q others
 * have notarized x.
 */
public record TwoVotes(Vote first, Vote second) implements Evidence {
    /** Throws {@link IllegalArgumentException} unless the two are of one signer and view, exclude each other, and are in order. */
    public TwoVotes {
        boolean samePlace =
                first.height() == second.height() && first.view() == second.view() && first.signer() == second.signer();
        Checks.that(samePlace, "pair of votes: not of one signer and view, view", second.view());
        Checks.that(exclusion(first, second).isPresent(), "pair of votes: both may be signed, view", second.view());
        Checks.that(
                Arrays.compareUnsigned(first.encode(), second.encode()) < 0,
                "pair of votes: order, view",
                second.view());
    }

    /** Puts the two votes into order. */
    public static TwoVotes of(Vote one, Vote other) {
        return Arrays.compareUnsigned(one.encode(), other.encode()) < 0
                ? new TwoVotes(one, other)
                : new TwoVotes(other, one);
    }

    /** Why two votes of one signer and view exclude each other; empty when they do not. */
    static Optional<EvidenceKind> exclusion(Vote one, Vote other) {
        return exclusion(one.kind(), one.value(), other.kind(), other.value());
    }

    /** The same for two certificates of one view: each of their signers has cast such a vote. */
    static Optional<EvidenceKind> exclusion(Certificate one, Certificate other) {
        return exclusion(one.kind(), one.value(), other.kind(), other.value());
    }

    private static Optional<EvidenceKind> exclusion(VoteKind one, Hash32 oneValue, VoteKind other, Hash32 otherValue) {
        if (one == other) {
            // Two NULLIFY have the same value.
            return oneValue.equals(otherValue)
                    ? Optional.empty()
                    : Optional.of(one == VoteKind.NOTARIZE ? EvidenceKind.TWO_NOTARIZE : EvidenceKind.TWO_FINALIZE);
        }
        return one == VoteKind.NOTARIZE || other == VoteKind.NOTARIZE
                ? Optional.empty()
                : Optional.of(EvidenceKind.NULLIFY_AND_FINALIZE);
    }

    @Override
    public EvidenceKind type() {
        return exclusion(first, second).orElseThrow(() -> new IllegalStateException("checked when it was made"));
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
        return Evidence.begin(type())
                .bytes(first.encode())
                .bytes(second.encode())
                .toBytes();
    }

    static TwoVotes read(EvidenceKind kind, WireReader in) throws MalformedException {
        Vote first = Vote.read(in);
        Vote second = Vote.read(in);
        TwoVotes pair = Checks.canonical(() -> new TwoVotes(first, second));
        if (pair.type() != kind) {
            throw new MalformedException("expected " + kind.text() + " evidence, found " + pair.kind());
        }
        return pair;
    }

    @Override
    public void describe(JsonObject out) {
        out.number("view", first.view()).object("first", json(first)).object("second", json(second));
    }

    private static JsonObject json(Vote vote) {
        return new JsonObject()
                .text("vote", vote.kind().name())
                .text("value", vote.value().hex());
    }
}
