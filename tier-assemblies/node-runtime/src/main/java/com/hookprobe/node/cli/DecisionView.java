package com.hookprobe.node.cli;

import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Undone;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Decisions for people and, one JSON object a line, for programs. */
final class DecisionView {
    private DecisionView() {}

    static void print(Decision decision, long now, boolean json) {
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", decision.id());
            fields.put("indicator", decision.indicator().toString());
            fields.put("action", decision.action().name());
            fields.put("origin", decision.origin().name());
            fields.put("scope", decision.scope().name());
            fields.put("reason", decision.reason());
            fields.put("score", decision.score());
            fields.put("created_us", decision.createdMicros());
            fields.put("ends_us", decision.endsMicros());
            System.out.println(EventLog.json(fields));
            return;
        }
        System.out.printf(
                "%-39s %-10s %-8s %-5s %8s  %s  %s%n",
                decision.indicator(),
                decision.action(),
                decision.origin(),
                decision.scope(),
                left(decision.endsMicros(), now),
                decision.id(),
                decision.reason());
    }

    static void print(Undone undone, long now, boolean json) {
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("taken_back", undone.indicator().toString());
            fields.put("action", undone.action().name());
            fields.put("ends_us", undone.untilMicros());
            System.out.println(EventLog.json(fields));
            return;
        }
        System.out.printf(
                "%-39s %-10s taken back for %s%n",
                undone.indicator(), undone.action(), left(undone.untilMicros(), now));
    }

    private static String left(long endsMicros, long now) {
        Duration left = Duration.ofSeconds(Math.max(1, (endsMicros - now) / 1_000_000));
        if (left.toDays() > 0) {
            return left.toDays() + "d" + left.toHoursPart() + "h";
        }
        return left.toHours() > 0
                ? left.toHours() + "h" + left.toMinutesPart() + "m"
                : left.toMinutes() + "m" + left.toSecondsPart() + "s";
    }
}
