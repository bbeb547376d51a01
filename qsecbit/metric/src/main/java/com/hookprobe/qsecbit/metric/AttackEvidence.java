package com.hookprobe.qsecbit.metric;

/**
 * What a detection means to the score: its class (any short name that is the same for the same kind of attack), how bad
 * it is, how sure the detector is, and when it was seen.
 */
public record AttackEvidence(String attackClass, Severity severity, double confidence, long timeMicros) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException when the confidence is outside [0, 1] or the class is empty
     */
    public AttackEvidence {
        if (attackClass.isEmpty()) {
            throw new IllegalArgumentException("the attack class is empty");
        }
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence must be in [0, 1], got " + confidence);
        }
    }
}
