package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.PruneReport;
import com.hookprobe.dsm.ledger.StoreException;
import java.time.Duration;

/** Lets go of what the store's retention says: once an hour, in steps that do not hold the loop up. */
final class StorePruning {
    private static final Duration PERIOD = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofMillis(50);
    /** Some 20 ms of work. */
    private static final int STEP = 1_000;

    private final NodeContext node;
    private final BlockStore store;
    private long blocks;
    private long payloads;

    private StorePruning(NodeContext node, BlockStore store) {
        this.node = node;
        this.store = store;
    }

    static void start(NodeContext node, BlockStore store) {
        StorePruning pruning = new StorePruning(node, store);
        node.loop().after(PAUSE, pruning::step);
    }

    private void step() throws StoreException {
        boolean more = false;
        try {
            PruneReport report =
                    store.prune(node.config().retention(), node.loop().wallMicros() / 1_000_000, STEP);
            blocks += report.blocks();
            payloads += report.payloads();
            more = report.more();
            if (!more && blocks + payloads > 0) {
                node.log()
                        .event(
                                "ledger_pruned",
                                "blocks",
                                blocks,
                                "payloads",
                                payloads,
                                "blocks_kept_above_height",
                                report.bodiesPruned(),
                                "leaves_kept_above_height",
                                report.leavesPruned());
                blocks = 0;
                payloads = 0;
            }
        } finally {
            node.loop().after(more ? PAUSE : PERIOD, this::step);
        }
    }
}
