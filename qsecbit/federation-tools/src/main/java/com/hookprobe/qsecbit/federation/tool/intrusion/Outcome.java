package com.hookprobe.qsecbit.federation.tool.intrusion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what was blocked, with the recording's labels. Nothing that decides sees this. */
final class Outcome {
    private static final int COSTLIEST = 5;

    private static final class Step {
        long alerts;
        long blocked;
        boolean atOnce;
    }

    private record Place(String site, String step) {}

    private final Map<Place, Step> steps = new HashMap<>();
    private final Map<String, Long> costs = new TreeMap<>();
    private long benign;
    private long benignBlocked;

    void count(String site, AlertRow row, boolean blocked) {
        if (row.isBenign()) {
            benign++;
            if (blocked) {
                benignBlocked++;
                costs.merge(row.name(), 1L, Long::sum);
            }
            return;
        }
        Step step = steps.computeIfAbsent(new Place(site, row.step()), place -> new Step());
        step.atOnce |= blocked && step.alerts == 0;
        step.alerts++;
        step.blocked += blocked ? 1 : 0;
    }

    IntrusionResult result(String rule, int owners, long reports, long decisions) {
        List<StepResult> results = new ArrayList<>();
        steps.forEach((place, step) ->
                results.add(new StepResult(place.site(), place.step(), step.alerts, step.blocked, step.atOnce)));
        results.sort(Comparator.comparing(StepResult::site).thenComparing(StepResult::step));
        List<String> costliest = costs.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(COSTLIEST)
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .toList();
        return new IntrusionResult(rule, owners, results, benign, benignBlocked, costliest, reports, decisions);
    }
}
