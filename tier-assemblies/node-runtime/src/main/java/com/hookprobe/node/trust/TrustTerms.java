package com.hookprobe.node.trust;

/**
 * Why a node's trust is what it is: the terms of one epoch (trust 2), each 0 to 1 and already weighted in {@link #raw}.
 *
 * @param resonance R: share of the last 64 verified epochs in which its weights agreed
 * @param calm 1 - Qsecbit, as the node itself last reported it
 * @param behaviour B: exp(-violations / 4)
 * @param witness share of its alerts that others confirmed
 * @param before trust before this epoch
 * @param after trust after it
 * @param limit the bound that the trust was cut to, 1 when none
 */
public record TrustTerms(
        double resonance, double calm, double behaviour, double witness, double before, double after, double limit) {
    static final double RESONANCE_WEIGHT = 0.40;
    static final double CALM_WEIGHT = 0.25;
    static final double BEHAVIOUR_WEIGHT = 0.20;
    static final double WITNESS_WEIGHT = 0.15;

    /** What this epoch alone says, 0 to 1. */
    public double raw() {
        return raw(resonance, calm, behaviour, witness);
    }

    static double raw(double resonance, double calm, double behaviour, double witness) {
        return RESONANCE_WEIGHT * resonance
                + CALM_WEIGHT * calm
                + BEHAVIOUR_WEIGHT * behaviour
                + WITNESS_WEIGHT * witness;
    }

    /** One line for people. */
    public String explain() {
        return String.format(
                java.util.Locale.ROOT,
                "%.3f = 0.40 x resonance %.3f + 0.25 x calm %.3f + 0.20 x behaviour %.3f + 0.15 x witnesses %.3f; trust %.3f"
                        + " to %.3f%s",
                raw(),
                resonance,
                calm,
                behaviour,
                witness,
                before,
                after,
                limit < 1 ? String.format(java.util.Locale.ROOT, ", at most %.2f", limit) : "");
    }
}
