package com.hookprobe.qsecbit.correlation.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one run came to. */
final class Figures {
    final String name;
    final DecisionLog log;
    final double perSecond;
    final int kills;
    final List<Long> recoveryMillis;

    Figures(String name, DecisionLog log, double perSecond, int kills, List<Long> recoveryMillis) {
        this.name = name;
        this.log = log;
        this.perSecond = perSecond;
        this.kills = kills;
        this.recoveryMillis = new ArrayList<>(recoveryMillis.stream().sorted().toList());
    }

    Map<String, Object> json(DecisionLog expected) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("run", name);
        json.put("inputs_per_second", Math.round(perSecond));
        json.put("kills", kills);
        json.put("recovery_ms", recoveryMillis);
        json.put("outputs", log.count());
        json.put("hash", log.hash());
        json.put("equal", log.lines().equals(expected.lines()));
        return json;
    }

    String row(DecisionLog expected) {
        String recovery = recoveryMillis.isEmpty()
                ? "-"
                : recoveryMillis.get(recoveryMillis.size() / 2) + " (to "
                        + recoveryMillis.get(recoveryMillis.size() - 1) + ")";
        return String.format(
                "%-34s %10.0f %6d %18s %10d  %s  %s",
                name,
                perSecond,
                kills,
                recovery,
                log.count(),
                log.hash(),
                log.lines().equals(expected.lines()) ? "equal" : "DIFFERENT");
    }
}
