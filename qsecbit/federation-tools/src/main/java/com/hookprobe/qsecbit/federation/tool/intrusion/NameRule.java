package com.hookprobe.qsecbit.federation.tool.intrusion;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rule to beat, reckoned and not played: a site announces an alert's name that its first hours did not hold; when k sites have,
 * every site without the name in its first hours blocks it a little later, for good.
 */
final class NameRule {
    private static final long HOUR_MICROS = 3_600_000_000L;

    private NameRule() {}

    static IntrusionResult run(Timeline timeline, int hours, int owners, long delayMicros) {
        List<Set<String>> known = new ArrayList<>();
        for (SiteAlerts site : timeline.sites()) {
            Set<String> names = new HashSet<>();
            for (AlertRow row : site.rows()) {
                if (row.micros() < site.beganMicros() + hours * HOUR_MICROS) {
                    names.add(row.name());
                }
            }
            known.add(names);
        }
        Map<String, Set<Integer>> announced = new HashMap<>();
        Map<String, Long> blocked = new HashMap<>();
        Outcome outcome = new Outcome();
        timeline.play((site, row, micros) -> {
            boolean strange = !known.get(site).contains(row.name());
            boolean blocks = strange && blocked.getOrDefault(row.name(), Long.MAX_VALUE) <= micros;
            outcome.count(timeline.sites().get(site).name(), row, blocks);
            if (strange) {
                Set<Integer> sites = announced.computeIfAbsent(row.name(), name -> new HashSet<>());
                if (sites.add(site) && sites.size() == owners) {
                    blocked.put(row.name(), micros + delayMicros);
                }
            }
        });
        return outcome.result("name not in the first " + hours + " h", owners, 0, 0);
    }
}
