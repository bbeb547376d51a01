package com.hookprobe.node.witness;

/** What the owner of a {@link WitnessJudge} has to do. */
public sealed interface JudgeEffect {
    /** Send this vote to the correlator. */
    record Answer(WitnessClaim claim, WitnessVote vote) implements JudgeEffect {}

    /** The request was not even looked at; there is nothing to answer, or nobody. */
    record Ignored(String reason) implements JudgeEffect {}
}
