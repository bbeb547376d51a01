package com.hookprobe.node.role;

import com.hookprobe.node.ProductVersion;
import com.hookprobe.node.observe.EventTally;
import com.hookprobe.node.observe.EventTally.Rule;
import com.hookprobe.node.observe.Metric;
import com.hookprobe.node.observe.Nodes;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.observe.Sheet;
import java.util.ArrayList;
import java.util.List;

/** The node as a whole: what it is, its loop, its log, its disk. */
final class NodeMetrics {
    private static final Metric BUILD =
            Metric.info(Nodes.EVERY, "build", "What runs here.", "node", "tier", "version", "java");
    private static final Metric READY = Metric.gauge(
            Nodes.EVERY, "ready", "1 when /health/ready answers 200: all that the node needs for its duty is there.");
    private static final Metric CHECK = Metric.gauge(
            Nodes.EVERY,
            "check",
            "1 when a check of /health/ready holds; some of them are not needed for it.",
            "check");
    private static final Metric STARTED =
            Metric.gauge(Nodes.EVERY, "start_time_seconds", "When the node started, seconds since 1970.");
    private static final Metric UPTIME = Metric.gauge(Nodes.EVERY, "uptime_seconds", "How long the node runs.");
    private static final Metric TASKS = Metric.gauge(
            Nodes.EVERY, "loop_tasks", "Tasks of the node's loop: due ones, and timers that wait for their time.");
    private static final Metric LAG =
            Metric.gauge(Nodes.EVERY, "loop_lag_seconds", "How long this question waited for the loop.");
    private static final Metric FAILURES = Metric.counter(
            Nodes.EVERY,
            "internal_errors",
            "Tasks and sensors' work that failed unforeseen; internal_error in the log.");
    private static final Metric SUPPRESSED = Metric.counter(
            Nodes.EVERY,
            "log_events_suppressed",
            "Events that the log did not write, for there were too many.",
            "event");
    private static final Metric LOST =
            Metric.counter(Nodes.EVERY, "log_lines_lost", "Lines of the log that its file or pipe did not take.");
    private static final Metric DISK_STATE = Metric.gauge(
            Nodes.EVERY, "disk_state", "0 when the data folder's disk has room, 1 when it is low, 2 when it is full.");
    private static final Metric STORES_FAILED = Metric.gauge(
            Nodes.EVERY, "stores_failed", "Stores that take nothing more until the node opens them again.");
    private static final Metric LEFT_OUT =
            Metric.gauge(Nodes.EVERY, "metrics_series_left_out", "Series that had no room among the metrics.");
    private static final Metric NOT_READ = Metric.gauge(
            Nodes.EVERY, "metrics_roles_unread", "Parts of the node whose numbers could not be read this time.");
    private static final Metric MALFORMED =
            Metric.counter(Nodes.EVERY, "messages_malformed", "Messages of peers that are none.");
    private static final Metric REFUSED = Metric.counter(
            Nodes.EVERY,
            "messages_refused",
            "Messages that a peer's trust band does not allow (docs/spec/trust.md, 5).");
    private static final Metric DATA =
            Metric.gauge(Nodes.EVERY, "data_bytes", "Bytes of all files in the data folder; looked up once a minute.");
    private static final Metric STORE = Metric.gauge(
            Nodes.EVERY, "ledger_store_bytes", "Bytes of all files of the ledger's store; looked up once a minute.");
    private static final Metric FREE =
            Metric.gauge(Nodes.EVERY, "data_free_bytes", "Bytes that are free where the data folder is.");

    /** All that is counted of the log's events. */
    static EventTally tally() {
        List<Rule> rules = new ArrayList<>(List.of(Rule.count("internal_error", FAILURES)));
        rules.addAll(LedgerMetrics.RULES);
        rules.addAll(ConsensusMetrics.RULES);
        rules.addAll(DetectionMetrics.RULES);
        rules.addAll(ResponseMetrics.RULES);
        rules.addAll(FederationMetrics.RULES);
        rules.addAll(VerifierMetrics.RULES);
        rules.addAll(OutsideMetrics.RULES);
        return new EventTally(rules);
    }

    private final NodeContext node;
    private final double startedSeconds;
    private final long startedNs;

    NodeMetrics(NodeContext node) {
        this.node = node;
        this.startedNs = node.loop().nowNs();
        this.startedSeconds = node.loop().wallMicros() / 1e6;
    }

    void measure(Sheet sheet, double lagSeconds, long malformed, long refused) {
        sheet.set(
                BUILD,
                1,
                node.self().name(),
                node.self().tier().text(),
                ProductVersion.TEXT,
                String.valueOf(Runtime.version().feature()));
        sheet.set(STARTED, startedSeconds);
        sheet.set(UPTIME, (node.loop().nowNs() - startedNs) / 1e9);
        sheet.set(TASKS, node.loop().tasks());
        sheet.set(LAG, lagSeconds);
        sheet.set(STORES_FAILED, node.loop().stores().stores().size());
        sheet.set(MALFORMED, malformed);
        sheet.set(REFUSED, refused);
        sheet.declare(SUPPRESSED);
        sheet.set(LOST, node.log().lost());
        node.log().suppressed().forEach((event, count) -> sheet.set(SUPPRESSED, count, event));
    }

    /** What is known once all others have been read. */
    static void complete(Sheet sheet, int unread) {
        sheet.set(NOT_READ, unread);
        sheet.set(LEFT_OUT, sheet.leftOut());
    }

    static void readiness(Sheet sheet, Readiness readiness) {
        sheet.set(READY, readiness.ready() ? 1 : 0);
        readiness.checks().forEach(check -> sheet.set(CHECK, check.ok() ? 1 : 0, check.name()));
    }

    static void disk(Sheet sheet, DataFolder.Seen seen) {
        sheet.set(DATA, seen.bytes());
        sheet.set(STORE, seen.storeBytes());
        sheet.set(FREE, seen.freeBytes());
        sheet.set(DISK_STATE, seen.state().ordinal());
    }
}
