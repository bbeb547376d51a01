package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.node.observe.EventTally.Rule;
import com.hookprobe.node.observe.Metric;
import com.hookprobe.node.observe.Nodes;
import com.hookprobe.node.observe.Sheet;
import java.util.List;
import java.util.Optional;

/** The ledger as this node holds it. */
final class LedgerMetrics {
    private static final Metric HEIGHT = Metric.gauge(
            Nodes.EVERY, "ledger_finalised_height", "Greatest height whose checkpoint is final and stored here.");
    private static final Metric EPOCH =
            Metric.gauge(Nodes.EVERY, "ledger_finalised_epoch", "The epoch of that checkpoint.");
    private static final Metric UNCHANGED = Metric.gauge(
            Nodes.EVERY, "ledger_unchanged_seconds", "Time since a checkpoint became final here, or since the start.");
    private static final Metric LOG =
            Metric.gauge(Nodes.EVERY, "ledger_headers", "Headers that are here without a gap, from the first.");
    private static final Metric FRONTIER = Metric.gauge(
            Nodes.EVERY,
            "ledger_frontier_height",
            "Height after which the finalised state is known here; 0 on nodes that follow headers only.");
    private static final Metric PRUNED = Metric.gauge(
            Nodes.EVERY, "ledger_pruned_height", "Height up to which blocks were let go by the retention.");
    private static final Metric UNPROVEN =
            Metric.gauge(Nodes.SOURCES, "ledger_blocks_pending", "Own blocks that have no inclusion proof yet.");
    private static final Metric SEALED = Metric.counter(
            Nodes.SOURCES, "ledger_blocks_sealed", "Own blocks sealed, by the type of their event.", "type");
    private static final Metric PROVEN =
            Metric.counter(Nodes.SOURCES, "ledger_blocks_proven", "Own blocks whose inclusion proof was verified.");
    private static final Metric REFUSED = Metric.counter(
            Nodes.SOURCES, "ledger_checkpoints_refused", "Checkpoints that the light client did not accept.");
    private static final Metric RECEIPTS =
            Metric.counter(Nodes.SOURCES, "ledger_receipts", "Quorum receipts of critical blocks.");

    /** What is counted of the log's events. */
    static final List<Rule> RULES = List.of(
            Rule.count("microblock", SEALED, "type"),
            Rule.count("inclusion_verified", PROVEN),
            Rule.count("checkpoint_refused", REFUSED),
            Rule.count("quorum_receipt", RECEIPTS));

    private final LedgerReader ledger;
    private long lastHeight = -1;
    private long sinceNs;

    LedgerMetrics(LedgerReader ledger, long nowNs) {
        this.ledger = ledger;
        this.sinceNs = nowNs;
    }

    void measure(Sheet sheet, long nowNs) throws StoreException {
        Optional<DecidedCheckpoint> latest = ledger.latestDecided();
        long height = latest.map(DecidedCheckpoint::height).orElse(0L);
        if (height != lastHeight) {
            sinceNs = lastHeight < 0 ? sinceNs : nowNs;
            lastHeight = height;
        }
        sheet.set(HEIGHT, height);
        sheet.set(EPOCH, latest.map(checkpoint -> checkpoint.header().epoch()).orElse(0L));
        sheet.set(UNCHANGED, (nowNs - sinceNs) / 1e9);
        sheet.set(LOG, ledger.logSize());
        sheet.set(FRONTIER, ledger.frontierHeight());
        sheet.set(PRUNED, ledger.bodiesPruned());
    }

    static void source(Sheet sheet, int unproven) {
        sheet.set(UNPROVEN, unproven);
    }
}
