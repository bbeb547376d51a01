package com.hookprobe.qsecbit.federation.sim;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What came of one seed.
 *
 * @param plan owners, liars and accidents in words
 * @param lies what the liars did
 * @param failure what went wrong, if something did
 * @param messages messages that were sent
 * @param virtualMicros virtual time at the end
 */
record RunReport(
        long seed,
        String plan,
        List<Lie> lies,
        Optional<Throwable> failure,
        Exercised exercised,
        Damage damage,
        long messages,
        long virtualMicros) {
    static final Consumer<String> NO_TRACE = what -> {};

    boolean passed() {
        return failure.isEmpty();
    }

    static RunReport of(long seed, Consumer<String> tracer) {
        return of(Plan.draw(seed), tracer);
    }

    /** Plays one plan. An exception of the code under test is a failure like a broken invariant. */
    static RunReport of(Plan plan, Consumer<String> tracer) {
        Simulation mesh = new Simulation(plan, tracer);
        Throwable failure = null;
        try {
            mesh.run();
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            failure = e;
        }
        return new RunReport(
                plan.seed(),
                plan.text(),
                plan.lies(),
                Optional.ofNullable(failure),
                mesh.exercised,
                mesh.damage,
                mesh.post.messages(),
                mesh.clock.now() - Clockwork.START);
    }

    /** Seed and failure in one line, for a log. */
    String blame() {
        return "seed " + seed + ": "
                + failure.map(e -> e instanceof SimulationFailure ? e.getMessage() : e.toString())
                        .orElse("passed")
                + " (" + plan + ")";
    }
}
