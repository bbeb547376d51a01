package com.hookprobe.node.witness;

/** What the owner of a {@link WitnessJudge} has to do, in this order. */
public sealed interface JudgeEffect {
    /** Make this durable before any signature of the same turn leaves; when that fails, none may. */
    record Remember(SignedClaim signed) implements JudgeEffect {}

    /** Send this vote to the correlator. */
    record Answer(WitnessClaim claim, WitnessVote vote) implements JudgeEffect {
        /** The same when nothing can be remembered: a signature that would be forgotten is not given. */
        public Answer withoutMemory() {
            return vote instanceof WitnessVote.Signed
                    ? new Answer(
                            claim, new WitnessVote.Refused(vote.message(), WitnessRefusal.BUSY, WitnessVote.NO_REPORT))
                    : this;
        }
    }

    /** The request was not even looked at; there is nothing to answer, or nobody. */
    record Ignored(String reason) implements JudgeEffect {}
}
