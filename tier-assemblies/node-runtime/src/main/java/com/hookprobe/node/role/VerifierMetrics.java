package com.hookprobe.node.role;

import com.hookprobe.identity.registry.DeviceStatus;
import com.hookprobe.node.observe.EventTally.Rule;
import com.hookprobe.node.observe.Metric;
import com.hookprobe.node.observe.Nodes;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.node.trust.TrustBand;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What the verifier makes of other nodes, and its registry. */
final class VerifierMetrics {
    private static final Metric NODES = Metric.gauge(
            Nodes.VERIFIER, "verifier_nodes", "Members of the mesh that are followed, by trust band.", "band");
    private static final Metric MEMBERS = Metric.gauge(
            Nodes.VERIFIER,
            "registry_members",
            "Members of the mesh by their status in the registry; none: never approved since this start.",
            "status");
    private static final Metric VERIFIED =
            Metric.counter(Nodes.VERIFIER, "verifier_replays", "Uploads of TERs that were replayed and agree.");
    private static final Metric HELD = Metric.counter(
            Nodes.VERIFIER, "verifier_held", "Nodes whose files changed without an announcement, and that are held.");
    private static final Metric REVOKED =
            Metric.counter(Nodes.VERIFIER, "verifier_revocations", "Nodes that lost their resonance.", "reason");
    private static final Metric REINSTATED =
            Metric.counter(Nodes.VERIFIER, "verifier_reinstatements", "Nodes that an operator let in again.");
    private static final Metric MALFORMED =
            Metric.counter(Nodes.VERIFIER, "verifier_uploads_malformed", "Uploads that are none.");
    private static final Metric ASKED =
            Metric.counter(Nodes.VERIFIER, "registry_queries", "Questions to the registry's database.", "outcome");
    private static final Metric WAITING =
            Metric.gauge(Nodes.VERIFIER, "registry_queries_waiting", "Questions that wait for the database.");
    private static final Metric REACHABLE =
            Metric.gauge(Nodes.VERIFIER, "registry_reachable", "1 while the registry's database answers.");
    private static final Metric ENROLMENTS =
            Metric.counter(Nodes.VERIFIER, "registry_enrolments", "Requests of new devices over HTTP.");

    /** What is counted of the log's events. */
    static final List<Rule> RULES = List.of(
            Rule.count("resonance_verified", VERIFIED),
            Rule.count("resonance_held", HELD),
            Rule.count("resonance_broken", REVOKED, "reason"),
            Rule.count("resonance_reinstated", REINSTATED),
            Rule.count("upload_malformed", MALFORMED),
            Rule.count("enrolment", ENROLMENTS));

    private VerifierMetrics() {}

    /**
     * @param bands of those that are followed
     * @param known the status of members that the registry has told of
     */
    static void nodes(Sheet sheet, Collection<TrustBand> bands, Collection<DeviceStatus> known, int members) {
        for (TrustBand band : TrustBand.values()) {
            sheet.set(NODES, bands.stream().filter(each -> each == band).count(), word(band));
        }
        for (DeviceStatus status : DeviceStatus.values()) {
            sheet.set(MEMBERS, known.stream().filter(each -> each == status).count(), word(status));
        }
        sheet.set(MEMBERS, Math.max(0, members - known.size()), "none");
    }

    static void registry(Sheet sheet, long answered, long failed, int waiting, boolean reachable) {
        sheet.set(ASKED, answered, "answered");
        sheet.set(ASKED, failed, "failed");
        sheet.set(WAITING, waiting);
        sheet.set(REACHABLE, reachable ? 1 : 0);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
