package com.hookprobe.qsecbit.federation.sim;

import java.util.Arrays;
import java.util.function.Predicate;

/** Runs seeds until one fails; loaded by {@link com.hookprobe.testsupport.MutantLoader}, so it speaks in strings. */
public final class MutantProbe {
    /** Plans in which a rule has something to do. */
    enum Focus implements Predicate<Plan> {
        ANY(plan -> true),
        LYING(plan -> plan.liars() > 0),
        ALONE(plan -> plan.liars() == 1 && plan.blockOwners() > 1),
        BEYOND(plan -> plan.liars() > plan.liarsMax()),
        FLOODS(Plan::floods),
        SLOW(Plan::slow),
        RESTARTS(plan -> plan.restarts() > 0),
        LEAVES(plan -> plan.leaves() && plan.liars() > 0),
        EPOCHS(plan -> plan.liars() > 0 && plan.newEpochs() > 0 && !plan.slow()),
        GARBAGE(plan -> plan.lies().stream().anyMatch(lie -> lie.kind() == LieKind.GARBAGE)),
        FORGING(plan -> plan.lies().stream().anyMatch(lie -> lie.kind() == LieKind.FORGED_DECISION)),
        SWAPPING(plan -> plan.lies().stream().anyMatch(lie -> lie.kind() == LieKind.SWAPPED)),
        FLAPPING(plan -> plan.lies().stream().anyMatch(lie -> lie.kind() == LieKind.FLAP));

        private final Predicate<Plan> which;

        Focus(Predicate<Plan> which) {
            this.which = which;
        }

        @Override
        public boolean test(Plan plan) {
            return which.test(plan);
        }
    }

    private MutantProbe() {}

    /** What the first failing seed says; empty when none of so many runs fails. */
    public static String firstFailure(String focus, long runs) {
        Focus which = Arrays.stream(Focus.values())
                .filter(each -> each.name().equals(focus))
                .findFirst()
                .orElseThrow();
        long left = runs;
        for (long seed = 1; left > 0; seed++) {
            Plan plan = Plan.draw(seed);
            if (which.test(plan)) {
                left--;
                RunReport report = RunReport.of(plan, RunReport.NO_TRACE);
                if (!report.passed()) {
                    return "run " + (runs - left) + ", " + report.blame();
                }
            }
        }
        return "";
    }
}
