package com.hookprobe.node.status;

import com.hookprobe.node.observe.Readiness;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A node's status page for people: the verdict first, and why; then one line for each thing that the node does. */
public final class NodeTable {
    /** The metrics that are shown, with a counter's ending: what a page in a data folder needs. */
    public static final Set<String> SHOWN = Set.of(
            "hookprobe_uptime_seconds",
            "hookprobe_qsecbit_score_ratio",
            "hookprobe_qsecbit_term_ratio",
            "hookprobe_htp_peers",
            "hookprobe_htp_rtt_median_seconds",
            "hookprobe_htp_rtt_worst_seconds",
            "hookprobe_htp_loss_ratio",
            "hookprobe_neuro_trust_ratio",
            "hookprobe_neuro_records",
            "hookprobe_neuro_records_acknowledged",
            "hookprobe_neuro_certificate_valid_seconds",
            "hookprobe_ledger_finalised_height",
            "hookprobe_ledger_finalised_epoch",
            "hookprobe_ledger_unchanged_seconds",
            "hookprobe_ledger_blocks_pending",
            "hookprobe_data_bytes",
            "hookprobe_data_free_bytes",
            "hookprobe_consensus_height",
            "hookprobe_consensus_view",
            "hookprobe_consensus_behind_heights",
            "hookprobe_consensus_quorum",
            "hookprobe_consensus_validators",
            "hookprobe_consensus_validators_heard",
            "hookprobe_detection_events_total",
            "hookprobe_detection_sensor_up",
            "hookprobe_detections_total",
            "hookprobe_response_decisions",
            "hookprobe_response_pending",
            "hookprobe_response_dry_run",
            "hookprobe_federation_objections_waiting",
            "hookprobe_federation_reports_sent_total",
            "hookprobe_federation_decisions_total",
            "hookprobe_federation_reports_relayed_total",
            "hookprobe_correlator_sites",
            "hookprobe_correlator_decisions",
            "hookprobe_correlator_decisions_made_total",
            "hookprobe_verifier_nodes",
            "hookprobe_registry_reachable",
            "hookprobe_registry_queries_waiting",
            "hookprobe_exchange_decisions",
            "hookprobe_projection_behind_entries",
            "hookprobe_process_resident_bytes",
            "hookprobe_jvm_memory_used_bytes",
            "hookprobe_jvm_threads");

    private final NodePage page;
    private final List<String> lines = new ArrayList<>();

    private NodeTable(NodePage page) {
        this.page = page;
    }

    /** True when the page is too old to say anything of now. */
    public static boolean stale(NodePage page, long wallMicros) {
        return wallMicros - page.written() > NodePage.STALE_MICROS;
    }

    /** What is to be printed. */
    public static List<String> lines(NodePage page, long wallMicros) {
        return new NodeTable(page).all(wallMicros);
    }

    /** The checks that do not hold, as lines; what is not needed is marked so. */
    public static List<String> failing(List<Readiness.Check> checks) {
        return checks.stream()
                .filter(check -> !check.ok())
                .map(check -> "  - " + printable(check.name()) + ": " + printable(check.reason())
                        + (check.needed() ? "" : " (goes on without)"))
                .toList();
    }

    private List<String> all(long wallMicros) {
        boolean stale = stale(page, wallMicros);
        String verdict = stale ? "NOT RUNNING" : page.ready() ? "healthy" : "NOT HEALTHY";
        lines.add(printable(page.node()) + " (" + printable(page.tier()) + ", " + printable(page.version()) + "): "
                + verdict);
        if (stale) {
            lines.add("  - its page is " + StatusTable.age(wallMicros - page.written())
                    + " old: it does not run, or hangs; below is what it said last");
        }
        lines.addAll(failing(page.checks()));
        lines.add("");
        row(
                "node",
                "hookprobe_uptime_seconds",
                "up " + age("hookprobe_uptime_seconds") + ", process " + page.pid() + ", id "
                        + printable(
                                page.id().substring(0, Math.min(16, page.id().length()))));
        score();
        row(
                "sessions",
                "hookprobe_htp_peers",
                count("hookprobe_htp_peers") + " peers, round trip " + millis("hookprobe_htp_rtt_median_seconds")
                        + " (worst " + millis("hookprobe_htp_rtt_worst_seconds") + "), lost "
                        + text("%.2f %%", 100 * value("hookprobe_htp_loss_ratio")));
        row(
                "resonance",
                "hookprobe_neuro_records",
                "certified for " + age("hookprobe_neuro_certificate_valid_seconds") + ", trust "
                        + text("%.2f", value("hookprobe_neuro_trust_ratio")) + ", " + count("hookprobe_neuro_records")
                        + " records, " + count("hookprobe_neuro_records_acknowledged") + " confirmed");
        row(
                "ledger",
                "hookprobe_ledger_finalised_height",
                "height " + count("hookprobe_ledger_finalised_height") + ", epoch "
                        + count("hookprobe_ledger_finalised_epoch") + ", for "
                        + age("hookprobe_ledger_unchanged_seconds")
                        + (has("hookprobe_ledger_blocks_pending")
                                ? ", " + count("hookprobe_ledger_blocks_pending") + " own blocks not final"
                                : ""));
        row(
                "consensus",
                "hookprobe_consensus_height",
                "height " + count("hookprobe_consensus_height") + ", view " + count("hookprobe_consensus_view")
                        + ", behind " + count("hookprobe_consensus_behind_heights") + "; "
                        + count("hookprobe_consensus_validators_heard") + " of "
                        + count("hookprobe_consensus_validators") + " validators heard, "
                        + count("hookprobe_consensus_quorum") + " sign a checkpoint");
        row(
                "sensors",
                "hookprobe_detection_sensor_up",
                count("hookprobe_detection_sensor_up") + " of "
                        + labels("hookprobe_detection_sensor_up").size()
                        + " read, " + count("hookprobe_detection_events_total") + " events, "
                        + count("hookprobe_detections_total") + " detections");
        decisions();
        row(
                "federation",
                "hookprobe_federation_objections_waiting",
                count("hookprobe_federation_reports_sent_total") + " reports sent; decisions: "
                        + by("hookprobe_federation_decisions_total", "outcome"));
        row(
                "region",
                "hookprobe_federation_reports_relayed_total",
                count("hookprobe_federation_reports_relayed_total") + " reports relayed");
        row(
                "correlator",
                "hookprobe_correlator_sites",
                count("hookprobe_correlator_sites") + " sites, " + count("hookprobe_correlator_decisions")
                        + " decisions in force, " + count("hookprobe_correlator_decisions_made_total")
                        + " since the start");
        row("verifier", "hookprobe_verifier_nodes", "nodes by trust: " + by("hookprobe_verifier_nodes", "band"));
        row(
                "registry",
                "hookprobe_registry_reachable",
                (value("hookprobe_registry_reachable") > 0 ? "reachable, " : "away, ")
                        + count("hookprobe_registry_queries_waiting") + " questions wait");
        row("exchange", "hookprobe_exchange_decisions", count("hookprobe_exchange_decisions") + " decisions told");
        row(
                "copies",
                "hookprobe_projection_behind_entries",
                "entries behind: " + by("hookprobe_projection_behind_entries", "target"));
        row(
                "memory",
                "hookprobe_jvm_memory_used_bytes",
                "heap " + bytes(labels("hookprobe_jvm_memory_used_bytes").getOrDefault("area=\"heap\"", 0.0))
                        + ", resident " + bytes(value("hookprobe_process_resident_bytes")) + ", "
                        + count("hookprobe_jvm_threads") + " threads");
        row(
                "disk",
                "hookprobe_data_bytes",
                bytes(value("hookprobe_data_bytes")) + " in the data folder, "
                        + bytes(value("hookprobe_data_free_bytes")) + " free");
        return lines;
    }

    private void score() {
        double score = value("hookprobe_qsecbit_score_ratio");
        row(
                "score",
                "hookprobe_qsecbit_score_ratio",
                text("%.3f ", score)
                        + com.hookprobe.qsecbit.metric.Band.of(Math.max(0, Math.min(1, score)))
                        + "; "
                        + labels("hookprobe_qsecbit_term_ratio").entrySet().stream()
                                .map(term -> word(term.getKey()) + text(" %.3f", term.getValue()))
                                .collect(Collectors.joining(", ")));
    }

    private void decisions() {
        Map<String, Double> byAction = new TreeMap<>();
        Map<String, Double> byOrigin = new TreeMap<>();
        labels("hookprobe_response_decisions").forEach((key, number) -> {
            String[] both = key.split(",", 2);
            byAction.merge(word(both[0]), number, Double::sum);
            byOrigin.merge(word(both.length > 1 ? both[1] : ""), number, Double::sum);
        });
        row(
                "decisions",
                "hookprobe_response_decisions",
                joined(byAction) + "; by " + joined(byOrigin) + "; " + count("hookprobe_response_pending")
                        + " wait for the enforcer"
                        + (value("hookprobe_response_dry_run") > 0 ? "; dry run, nothing is enforced" : ""));
    }

    private void row(String name, String needs, String text) {
        if (has(needs)) {
            lines.add(String.format(Locale.ROOT, "%-11s %s", name, text));
        }
    }

    private boolean has(String metric) {
        return page.metrics().containsKey(metric) || !labels(metric).isEmpty();
    }

    /** The sum over all labels. */
    private double value(String metric) {
        return page.metrics().getOrDefault(metric, 0.0)
                + labels(metric).values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum();
    }

    /** By what stands between the braces. */
    private Map<String, Double> labels(String metric) {
        Map<String, Double> found = new TreeMap<>();
        page.metrics().forEach((key, number) -> {
            if (key.startsWith(metric + "{") && key.endsWith("}")) {
                found.put(key.substring(metric.length() + 1, key.length() - 1), number);
            }
        });
        return found;
    }

    private String by(String metric, String label) {
        Map<String, Double> found = new TreeMap<>();
        labels(metric).forEach((key, number) -> found.put(word(key), number));
        return found.isEmpty() ? "none by " + label : joined(found);
    }

    private static String joined(Map<String, Double> numbers) {
        String some = numbers.entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .map(each -> text("%,.0f ", each.getValue()) + each.getKey())
                .collect(Collectors.joining(", "));
        return some.isEmpty() ? "none" : some;
    }

    /** The value of {@code label="value"}. */
    private static String word(String pair) {
        return printable(pair.replaceAll("^[^\"]*\"|\"$", ""));
    }

    private String count(String metric) {
        return text("%,.0f", value(metric));
    }

    private String age(String metric) {
        return StatusTable.age(Math.round(value(metric) * 1e6));
    }

    private String millis(String metric) {
        return text("%.1f ms", value(metric) * 1e3);
    }

    private static String bytes(double bytes) {
        return bytes >= 1 << 30 ? text("%.1f GiB", bytes / (1 << 30)) : text("%.1f MiB", bytes / (1 << 20));
    }

    private static String text(String format, Object value) {
        return String.format(Locale.ROOT, format, value);
    }

    static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c));
        return shown.toString();
    }
}
