package com.hookprobe.qsecbit.federation.tool.intrusion;

import java.util.List;

/**
 * What a rule protects, and what it costs.
 *
 * @param rule what it is called
 * @param owners k, how many sites have to say so
 * @param steps each step at each site
 * @param benign all benign alerts
 * @param benignBlocked those of them that met a block
 * @param costliest the classes of which most benign alerts were blocked, with numbers
 * @param reports how many reports came to the correlator; 0 for a rule without one
 * @param decisions how many decisions it sent
 */
public record IntrusionResult(
        String rule,
        int owners,
        List<StepResult> steps,
        long benign,
        long benignBlocked,
        List<String> costliest,
        long reports,
        long decisions) {
    /** Copies the lists. */
    public IntrusionResult {
        steps = List.copyOf(steps);
        costliest = List.copyOf(costliest);
    }

    /** How many steps at sites met a block. */
    public int pairsProtected() {
        return (int) steps.stream().filter(StepResult::isProtected).count();
    }

    /** How many met one from their first alert on. */
    public int pairsAtOnce() {
        return (int) steps.stream().filter(StepResult::atOnce).count();
    }

    /** Of all benign alerts the blocked ones, 0 to 1. */
    public double benignShare() {
        return benign == 0 ? 0 : (double) benignBlocked / benign;
    }
}
