package com.hookprobe.qsecbit.metric;

/**
 * What a detection means to the score: its class (1 to 64 printable ASCII characters without a space, the same for the same kind of attack), how bad
 * it is, how sure the detector is, and when it was seen.
 */
public record AttackEvidence(String attackClass, Severity severity, double confidence, long timeMicros) {
    private static final int CLASS_CHARS_MAX = 64;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException when the confidence is outside [0, 1] or the class is not such a name
     */
    public AttackEvidence {
        boolean name = !attackClass.isEmpty() && attackClass.length() <= CLASS_CHARS_MAX;
        if (!name || !attackClass.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("not the name of an attack class: '" + attackClass + "'");
        }
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence must be in [0, 1], got " + confidence);
        }
    }
}
