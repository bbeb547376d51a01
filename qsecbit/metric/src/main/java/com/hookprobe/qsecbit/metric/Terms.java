package com.hookprobe.qsecbit.metric;

import java.util.List;

/** The five terms in the order of the formula. */
public record Terms(Term drift, Term pAttack, Term decay, Term qDrift, Term energyAnomaly) {
    /** The terms as a list, in the order of the formula. */
    public List<Term> list() {
        return List.of(drift, pAttack, decay, qDrift, energyAnomaly);
    }

    /** The sum of the contributions. */
    public double sum() {
        return drift.contribution()
                + pAttack.contribution()
                + decay.contribution()
                + qDrift.contribution()
                + energyAnomaly.contribution();
    }
}
