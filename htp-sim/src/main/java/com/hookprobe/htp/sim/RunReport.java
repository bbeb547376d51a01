package com.hookprobe.htp.sim;

import java.util.Map;
import java.util.Optional;

/**
 * What came of one seed.
 *
 * @param scenario the scenario's name
 * @param seed the seed
 * @param failure what went wrong, if something did
 * @param virtualNs virtual time at the end
 * @param datagrams datagrams that nodes sent
 * @param bytesDelivered bytes of datagrams that reached a node
 * @param sessions sessions that came up at their responder
 * @param messages messages delivered
 * @param messageBytes their bytes
 * @param traceHash a hash over everything that happened
 * @param metrics the scenario's own figures
 */
public record RunReport(
        String scenario,
        long seed,
        Optional<Throwable> failure,
        long virtualNs,
        long datagrams,
        long bytesDelivered,
        long sessions,
        long messages,
        long messageBytes,
        long traceHash,
        Map<String, Double> metrics) {
    /** True when every promise was kept. */
    public boolean passed() {
        return failure.isEmpty();
    }

    /** Plays one seed. An exception of the core is a failure like a broken promise. */
    public static RunReport of(Scenario scenario, long seed, Tracer tracer) {
        Simulation simulation = new Simulation(seed, tracer);
        Throwable failure = null;
        try {
            scenario.play(simulation);
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            failure = e;
        }
        long messages = 0;
        long messageBytes = 0;
        for (SimNode node : simulation.nodes()) {
            messages += node.messagesReceived();
            messageBytes += node.messageBytesReceived();
        }
        return new RunReport(
                scenario.name(),
                seed,
                Optional.ofNullable(failure),
                simulation.nowNs(),
                simulation.network().count(Fate.SENT),
                simulation.network().bytesDelivered(),
                simulation.conversations(),
                messages,
                messageBytes,
                simulation.traceHash(),
                Map.copyOf(simulation.metrics()));
    }

    /** Seed and failure in one line, for a log. */
    public String blame() {
        return scenario + " seed " + seed + ": "
                + failure.map(e -> e instanceof SimulationFailure ? e.getMessage() : e.toString())
                        .orElse("passed");
    }
}
