package com.hookprobe.dsm.sim;

import java.util.Optional;

/**
 * What came of one seed.
 *
 * @param plan validators, faults and lies in words
 * @param failure what went wrong, if something did
 * @param virtualNs virtual time at the end
 * @param messages messages that were sent
 * @param heights checkpoints that were decided
 * @param changes changes of the validator set
 * @param crashes ends of processes and machines
 * @param accused liars that were accused
 * @param forks heights with two decisions; only with more than f liars
 * @param entries the largest collection that an honest machine held
 * @param sends the most messages that one input of an honest machine caused
 * @param traceHash a hash over everything that happened
 */
public record RunReport(
        long seed,
        String plan,
        Optional<Throwable> failure,
        long virtualNs,
        long messages,
        long heights,
        int changes,
        int crashes,
        int accused,
        int forks,
        long entries,
        int sends,
        long traceHash) {
    /** True when every promise was kept. */
    public boolean passed() {
        return failure.isEmpty();
    }

    /** Plays one seed. An exception of the code under test is a failure like a broken promise. */
    public static RunReport of(long seed, Options options, Tracer tracer) {
        Plan plan = Plan.draw(seed, options);
        Simulation simulation = new Simulation(plan, tracer);
        Throwable failure = null;
        try {
            simulation.run();
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            failure = e;
        }
        return new RunReport(
                seed,
                plan.text(),
                Optional.ofNullable(failure),
                simulation.nowNs(),
                simulation.messages(),
                simulation.oracle.chain.tip(),
                simulation.oracle.sets.changes(),
                simulation.crashes(),
                simulation.oracle.accused.size(),
                simulation.oracle.chain.rivals.size(),
                simulation.largestHolding(),
                simulation.largestSends(),
                simulation.traceHash());
    }

    /** Seed and failure in one line, for a log. */
    public String blame() {
        return "seed " + seed + ": "
                + failure.map(e -> e instanceof SimulationFailure ? e.getMessage() : e.toString())
                        .orElse("passed")
                + " (" + plan + ")";
    }
}
