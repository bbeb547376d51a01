package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.ForkEvidence;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.Microblock;

/** What can be proven against a validator or a source (DSM 3.8). The code is the number of the kind and the first byte of a proof. */
public enum EvidenceKind {
    /** E1: two proposals of one leader for one view. */
    TWO_PROPOSALS(1, "two-proposals", 1 + 2 * ProposalClaim.BYTES, true),
    /** E2: two NOTARIZE for one view, with different values. */
    TWO_NOTARIZE(2, "two-notarize", 1 + 2 * Vote.BYTES, true),
    /** E3: NULLIFY and FINALIZE for one view. */
    NULLIFY_AND_FINALIZE(3, "nullify-and-finalize", 1 + 2 * Vote.BYTES, true),
    /** E4: two FINALIZE for one view, with different values. */
    TWO_FINALIZE(4, "two-finalize", 1 + 2 * Vote.BYTES, true),
    /** E5: a proposal with a justification that does not justify it. */
    UNJUSTIFIED_PROPOSAL(
            5,
            "unjustified-proposal",
            1 + ProposalClaim.BYTES + 2 + Justification.CERTIFICATES_MAX * Certificate.BYTES_MAX,
            true),
    /** E6: a source that forked. It is no validator's deed; {@link ForkEvidence} is its form. */
    FORK(ForkEvidence.KIND, "fork", 9 + 2 * Microblock.BYTES_MAX, false),
    /** E7: a frontier report that names a block under a number that is not the block's. */
    FALSE_FRONTIER(7, "false-frontier", 1 + 4 + FalseFrontier.REPORT_BYTES_MAX + 4 + Microblock.BYTES_MAX, true),
    /** E8: a fresh proposal that a pure recomputation refuses. For people: the rules that it is held against may change. */
    BAD_HEADER(8, "bad-header", ConsensusCodec.MESSAGE_BYTES_MAX + 2 * CheckpointHeader.BYTES, false);

    private final int code;
    private final String text;
    private final int maxBytes;
    private final boolean suspends;

    EvidenceKind(int code, String text, int maxBytes, boolean suspends) {
        this.code = code;
        this.text = text;
        this.maxBytes = maxBytes;
        this.suspends = suspends;
    }

    /** The number after the E, and the first byte of the encoding: 1..8. */
    public int code() {
        return code;
    }

    /** The name for people, logs and JSON. */
    public String text() {
        return text;
    }

    /** Longest encoding. */
    public int maxBytes() {
        return maxBytes;
    }

    /** True when it may cost a validator its place without a person's judgement. */
    public boolean suspends() {
        return suspends;
    }

    static EvidenceKind ofCode(int code) throws MalformedException {
        for (EvidenceKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new MalformedException("expected an evidence kind of 1 to 8, found " + code);
    }
}
