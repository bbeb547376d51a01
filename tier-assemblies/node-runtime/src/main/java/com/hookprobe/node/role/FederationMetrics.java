package com.hookprobe.node.role;

import com.hookprobe.node.observe.EventTally.Rule;
import com.hookprobe.node.observe.Metric;
import com.hookprobe.node.observe.Nodes;
import com.hookprobe.node.observe.Sheet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Herd immunity: reports out, decisions in, how long that takes; and what is relayed, counted and decided. */
final class FederationMetrics {
    private static final List<Double> MESH_SECONDS =
            List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0);

    private static final Metric SENT = Metric.counter(
            Nodes.SITES, "federation_reports_sent", "Attack signatures that this site has told.", "severity");
    private static final Metric WAITING = Metric.gauge(
            Nodes.SITES,
            "federation_objections_waiting",
            "What this site says against decisions, and that is not on its way yet.");
    private static final Metric OBJECTIONS = Metric.counter(
            Nodes.SITES,
            "federation_objections",
            "What this site has said against: a veto, or a retraction of its own report.",
            "kind");
    private static final Metric DECISIONS = Metric.counter(
            Nodes.SITES,
            "federation_decisions",
            "Correlators' decisions that came here: blocked, blocked_late (missed at first), known (no news here), class_held,"
                    + " filtered, refused, unverified (no witnesses).",
            "outcome");
    private static final Metric MISSED = Metric.counter(
            Nodes.SITES, "federation_decisions_missed", "Times that decisions were missed, and asked for.");
    private static final Metric LATENCY = seconds(
            "federation_block_latency_seconds",
            "From the sight of the site that made the number full to the block here.");
    private static final Metric TO_DECISION =
            seconds("federation_received_seconds", "From a correlator's decision until it came here.");
    private static final Metric TO_BLOCK =
            seconds("federation_enforced_seconds", "From its coming until it was enforced.");
    private static final Metric KEY_AGE = Metric.gauge(
            Nodes.SITES,
            "federation_key_epoch_seconds",
            "When the group key in use began, seconds since 1970; 0 without one.");

    private static final Metric RELAYED =
            Metric.counter(Nodes.REGION, "federation_reports_relayed", "Reports handed on to the MSSP.");
    private static final Metric REFUSED = Metric.counter(
            Nodes.TAKERS,
            "federation_reports_refused",
            "Reports that were not taken: no resonance, a wrong signature, or malformed.",
            "reason");
    private static final Metric WORDS_REFUSED = Metric.counter(
            Nodes.CORRELATORS, "federation_words_refused", "Vetoes and retractions that were not taken.", "kind");

    private static final Metric SITES =
            Metric.gauge(Nodes.CORRELATORS, "correlator_sites", "Sites of which this correlator counts reports.");
    private static final Metric IN_FORCE =
            Metric.gauge(Nodes.CORRELATORS, "correlator_decisions", "Decisions of this correlator that are in force.");
    private static final Metric CATCHING_UP =
            Metric.gauge(Nodes.CORRELATORS, "correlator_sites_catching_up", "Sites that are sent what they missed.");
    private static final Metric PENDING = Metric.gauge(
            Nodes.CORRELATORS, "correlator_decisions_pending", "Decisions that wait for a quorum of witnesses.");
    private static final Metric MADE = Metric.counter(
            Nodes.CORRELATORS,
            "correlator_decisions_made",
            "Decisions with a quorum of witnesses, told to sites.",
            "level");
    private static final Metric UNWITNESSED = Metric.counter(
            Nodes.CORRELATORS,
            "correlator_decisions_unwitnessed",
            "Tries to find witnesses of a decision that failed.");
    private static final Metric CANCELLED =
            Metric.counter(Nodes.CORRELATORS, "correlator_decisions_cancelled", "Decisions taken back.", "reason");
    private static final Metric WITNESSED = Metric.histogram(
            Nodes.CORRELATORS, "correlator_witnessed_seconds", "From asking witnesses to their quorum.", MESH_SECONDS);
    private static final Metric STOPPED = Metric.gauge(
            Nodes.CORRELATORS,
            "correlator_stopped",
            "1 when the correlator's log failed, and it decides nothing more.");
    private static final Metric INPUTS_REFUSED = Metric.counter(
            Nodes.CORRELATORS,
            "correlator_inputs_refused",
            "Inputs for which the correlator's log had no room; the first of each second is not in it.");

    private static final Metric WITNESS_SIGNED = Metric.counter(
            Nodes.VALIDATORS,
            "witness_signed",
            "Decisions of correlators that this validator has signed as a witness.");
    private static final Metric WITNESS_REFUSED = Metric.counter(
            Nodes.VALIDATORS, "witness_refused", "Decisions of correlators that this validator did not sign.");

    private static final Set<String> CERTIFICATES =
            Set.of("no valid resonance certificate", "its resonance is not verified");

    /** What is counted of the log's events. */
    static final List<Rule> RULES = List.of(
            Rule.count("signature_sent", SENT, "severity"),
            Rule.countAs("veto_sent", OBJECTIONS, "veto"),
            Rule.countAs("retraction_sent", OBJECTIONS, "retraction"),
            Rule.countAs("blocked", DECISIONS, "blocked"),
            Rule.countAs("blocked_late", DECISIONS, "blocked_late"),
            Rule.countAs("mesh_decision", DECISIONS, "known"),
            Rule.countAs("class_held", DECISIONS, "class_held"),
            Rule.countAs("decision_filtered", DECISIONS, "filtered"),
            Rule.countAs("decision_refused", DECISIONS, "refused"),
            Rule.countAs("decision_unverified", DECISIONS, "unverified"),
            Rule.count("decisions_missed", MISSED),
            Rule.value("blocked", LATENCY, "latency_us", 1e6),
            Rule.between("blocked", TO_DECISION, "decided_us", "received_us"),
            Rule.between("blocked", TO_BLOCK, "received_us", "enforced_us"),
            Rule.countBy("report_refused", REFUSED, FederationMetrics::reason),
            Rule.countAs("veto_refused", WORDS_REFUSED, "veto"),
            Rule.countAs("retraction_refused", WORDS_REFUSED, "retraction"),
            Rule.count("signature_broadcast", MADE, "level"),
            Rule.count("alert_unverified", UNWITNESSED),
            Rule.count("decision_cancelled", CANCELLED, "reason"),
            Rule.value("signature_broadcast", WITNESSED, "witnessed_us", 1e6),
            Rule.value("correlator_refused", INPUTS_REFUSED, "inputs", 1),
            Rule.count("witness_signed", WITNESS_SIGNED),
            Rule.count("witness_refused", WITNESS_REFUSED));

    private FederationMetrics() {}

    private static Metric seconds(String name, String meaning) {
        return Metric.histogram(Nodes.SITES, name, meaning, MESH_SECONDS);
    }

    /** The reason's words may hold what a peer has sent. */
    private static List<String> reason(Map<String, Object> fields) {
        String text = String.valueOf(fields.get("reason"));
        if (CERTIFICATES.contains(text)) {
            return List.of("resonance");
        }
        return List.of(text.startsWith("not signed") ? "signature" : "malformed");
    }

    static void site(Sheet sheet, int objectionsWaiting, long keyEpochSeconds) {
        sheet.set(WAITING, objectionsWaiting);
        sheet.set(KEY_AGE, keyEpochSeconds);
    }

    static void region(Sheet sheet, long relayed) {
        sheet.set(RELAYED, relayed);
    }

    /** A correlator as it is now. */
    record Correlator(int sites, int decisions, int catchingUp, int pending, boolean stopped) {}

    static void correlator(Sheet sheet, Correlator state) {
        sheet.set(SITES, state.sites());
        sheet.set(IN_FORCE, state.decisions());
        sheet.set(CATCHING_UP, state.catchingUp());
        sheet.set(PENDING, state.pending());
        sheet.set(STOPPED, state.stopped() ? 1 : 0);
    }
}
