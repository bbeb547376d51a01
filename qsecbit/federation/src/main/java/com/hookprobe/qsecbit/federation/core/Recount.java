package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Counts the reports that a decision names once more, for who does not take a correlator's word (FEDERATION 1). The same
 * weights, owners and times as {@link Correlator}; vetoes and retractions are not known here. Keeps nothing.
 */
public final class Recount {
    /**
     * One report that counts, or not.
     *
     * @param report verified by the caller with the key of the node that it passes as reporter
     * @param reporter who signed it
     */
    public record Part(AttackSignature report, Reporter reporter) {}

    private Recount() {}

    /**
     * The level that the parts reach now; empty when it is none.
     *
     * @param activeOwners how many owners take part: it sets how many of them can lie
     */
    public static Optional<DecisionLevel> level(
            List<Part> parts, CorrelatorConfig config, int activeOwners, long nowMicros) {
        List<Entry> counted = new ArrayList<>();
        for (Part part : parts) {
            int weight = Weights.of(part.reporter(), config.youngDays());
            Entry entry = Entry.ofReport(
                    part.report(), part.reporter(), weight, config.windowMinutes(), nowMicros, counted.size());
            boolean heard = weight > 0 && part.report().facts().severity().atLeast(config.severityMin());
            if (heard && entry.isTimely(nowMicros)) {
                counted.add(entry);
            }
        }
        return Tally.of(counted).level(config.blockOwners(), activeOwners);
    }
}
