package com.hookprobe.node.role;

import com.hookprobe.node.observe.EventTally.Rule;
import com.hookprobe.node.observe.Metric;
import com.hookprobe.node.observe.Nodes;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.qsecbit.response.Action;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Origin;
import com.hookprobe.qsecbit.response.Response;
import java.util.List;
import java.util.Locale;

/** What a site does about attackers. */
final class ResponseMetrics {
    private static final Metric IN_FORCE = Metric.gauge(
            Nodes.SITES,
            "response_decisions",
            "Decisions in force, by action and by whose they are.",
            "action",
            "origin");
    private static final Metric MADE = Metric.counter(
            Nodes.SITES, "response_decisions_made", "Decisions about this site's own detections.", "action", "outcome");
    private static final Metric PENDING =
            Metric.gauge(Nodes.SITES, "response_pending", "Changes that the enforcer has not taken yet; tried again.");
    private static final Metric FAILURES =
            Metric.counter(Nodes.SITES, "response_failures", "Tries at which the enforcer failed.");
    private static final Metric DRY_RUN =
            Metric.gauge(Nodes.SITES, "response_dry_run", "1 when decisions are recorded and nothing is enforced.");

    /** What is counted of the log's events. */
    static final List<Rule> RULES = List.of(Rule.count("decision", MADE, "action", "outcome"));

    private ResponseMetrics() {}

    static void measure(Sheet sheet, Response response, long nowMicros) {
        for (Action action : Action.values()) {
            for (Origin origin : Origin.values()) {
                sheet.set(IN_FORCE, 0, word(action), word(origin));
            }
        }
        for (Decision decision : response.active(nowMicros)) {
            sheet.add(IN_FORCE, 1, word(decision.action()), word(decision.origin()));
        }
        sheet.set(PENDING, response.pending());
        sheet.set(FAILURES, response.failures());
        sheet.set(DRY_RUN, dry(response) ? 1 : 0);
    }

    static void check(Readiness readiness, Response response) {
        boolean ok = response.pending() == 0;
        String reason = ok
                ? dry(response) ? "dry run: nothing is enforced" : "decisions are enforced"
                : response.pending() + " changes wait for the enforcer";
        readiness.need("response", ok, reason);
    }

    private static boolean dry(Response response) {
        return response.describeEnforcer().startsWith("dry run");
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
