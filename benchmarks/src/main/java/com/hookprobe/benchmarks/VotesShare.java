package com.hookprobe.benchmarks;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What one validator did for one checkpoint.
 *
 * @param cpuNs thread time inside the machine, by the kind of its input
 * @param sent bytes handed to the network, by kind of message; a broadcast counts once per receiver
 */
record VotesShare(Map<String, Long> cpuNs, Map<String, Long> sent) {
    /** What the design's figure counts. The others are reports, the proposal, and what should not be sent at all. */
    private static final Set<String> PROPOSAL = Set.of("PROPOSE");

    private static final Set<String> REPORTS = Set.of("FRONTIER");

    boolean led() {
        return sent.containsKey("PROPOSE");
    }

    double cpuMs() {
        return total(cpuNs) / 1e6;
    }

    Map<String, Double> cpuMsByInput() {
        return scaled(cpuNs, 1e-6);
    }

    Map<String, Double> sentByKind() {
        return scaled(sent, 1);
    }

    /** Everything but reports and proposals: also resent messages, hints and answers. */
    double sentToAgree() {
        return sentButProposals() - of(REPORTS);
    }

    double sentButProposals() {
        return total(sent) - of(PROPOSAL);
    }

    double sentProposals() {
        return of(PROPOSAL);
    }

    private double of(Set<String> kinds) {
        return kinds.stream().mapToLong(kind -> sent.getOrDefault(kind, 0L)).sum();
    }

    private static long total(Map<String, Long> parts) {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<String, Double> scaled(Map<String, Long> parts, double factor) {
        Map<String, Double> scaled = new HashMap<>();
        parts.forEach((name, value) -> scaled.put(name, value * factor));
        return scaled;
    }
}
