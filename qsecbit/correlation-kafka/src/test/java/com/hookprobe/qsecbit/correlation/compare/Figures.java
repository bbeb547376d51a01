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
    /** Processor time of the process, 0 when it was not measured: on a busy machine it says more than the clock. */
    double cpuSeconds;

    Figures(String name, DecisionLog log, double perSecond, int kills, List<Long> recoveryMillis) {
        this.name = name;
        this.log = log;
        this.perSecond = perSecond;
        this.kills = kills;
        this.recoveryMillis = new ArrayList<>(recoveryMillis.stream().sorted().toList());
    }

    Figures withCpu(double seconds) {
        cpuSeconds = seconds;
        return this;
    }

    Map<String, Object> json(DecisionLog expected) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("run", name);
        json.put("inputs_per_second", Math.round(perSecond));
        if (cpuSeconds > 0) {
            json.put("cpu_s", Math.round(cpuSeconds * 10) / 10.0);
        }
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
                "%-28s %10.0f %7s %6d %18s %10d  %s  %s",
                name,
                perSecond,
                cpuSeconds > 0 ? String.format("%.1f", cpuSeconds) : "-",
                kills,
                recovery,
                log.count(),
                log.hash(),
                log.lines().equals(expected.lines()) ? "equal" : "DIFFERENT");
    }
}
