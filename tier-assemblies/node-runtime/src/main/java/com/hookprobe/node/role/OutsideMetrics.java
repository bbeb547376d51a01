package com.hookprobe.node.role;

import com.hookprobe.dsm.projection.ProjectionStatus;
import com.hookprobe.node.observe.EventTally.Rule;
import com.hookprobe.node.observe.Metric;
import com.hookprobe.node.observe.Nodes;
import com.hookprobe.node.observe.Sheet;
import java.util.List;

/** What a node serves to other systems: the exchange's readers, copies of the ledger. */
final class OutsideMetrics {
    private static final String EXCHANGE = "`exchange`";
    private static final String COPIES = "`dsm.storage.postgresql` or `redis`";

    private static final Metric TOLD = Metric.gauge(
                    Nodes.SITES, "exchange_decisions", "Decisions in force that readers are told of.")
            .when(EXCHANGE);
    private static final Metric CHANGES = Metric.gauge(
                    Nodes.SITES, "exchange_changes", "Number of the last change in the stream, over restarts.")
            .when(EXCHANGE);
    private static final Metric CATCHING_UP = Metric.gauge(
                    Nodes.SITES, "exchange_catching_up", "1 while changes were too many, and all is told anew.")
            .when(EXCHANGE);
    private static final Metric FAILURES =
            Metric.counter(Nodes.SITES, "exchange_failures", "Times that the stream's disk took nothing.");
    private static final Metric BEHIND = Metric.gauge(
                    Nodes.EVERY,
                    "projection_behind_entries",
                    "Entries of the ledger's outbox that a copy lacks.",
                    "target")
            .when(COPIES);
    private static final Metric LIVE = Metric.gauge(
                    Nodes.EVERY, "projection_live", "1 while a copy follows the ledger.", "target")
            .when(COPIES);
    private static final Metric BLOCKS = Metric.counter(
                    Nodes.EVERY, "projection_blocks", "Block rows written, repeated ones included.", "target")
            .when(COPIES);

    /** What is counted of the log's events. */
    static final List<Rule> RULES = List.of(Rule.count("exchange_not_told", FAILURES));

    private OutsideMetrics() {}

    static void exchange(Sheet sheet, int told, long changes, boolean behind) {
        sheet.set(TOLD, told);
        sheet.set(CHANGES, changes);
        sheet.set(CATCHING_UP, behind ? 1 : 0);
    }

    static void projections(Sheet sheet, List<ProjectionStatus> all) {
        for (ProjectionStatus status : all) {
            sheet.set(BEHIND, status.behind(), status.target());
            sheet.set(LIVE, status.state() == ProjectionStatus.State.LIVE ? 1 : 0, status.target());
            sheet.set(BLOCKS, status.blocks(), status.target());
        }
    }
}
