package com.hookprobe.dsm.api;

import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.StoreException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Numbers of a ledger. Counting sources reads them all, so the numbers are kept for some seconds. */
final class Statistics {
    private static final long KEPT_NANOS = 10_000_000_000L;

    private final LedgerReader ledger;
    private final LongSupplier nanoTime;
    private @Nullable Map<String, Long> kept;
    private long keptAt;

    Statistics(LedgerReader ledger, LongSupplier nanoTime) {
        this.ledger = ledger;
        this.nanoTime = nanoTime;
    }

    /** Names as in JSON and metrics, in their order. */
    synchronized Map<String, Long> numbers() throws StoreException {
        long now = nanoTime.getAsLong();
        Map<String, Long> numbers = kept;
        if (numbers == null || now - keptAt > KEPT_NANOS) {
            numbers = count();
            kept = numbers;
            keptAt = now;
        }
        return numbers;
    }

    private Map<String, Long> count() throws StoreException {
        List<SourceHead> heads = ledger.heads();
        Map<String, Long> numbers = new LinkedHashMap<>();
        numbers.put("frontier_height", ledger.frontierHeight());
        numbers.put(
                "latest_height",
                ledger.latestDecided().map(DecidedCheckpoint::height).orElse(0L));
        numbers.put("log_size", (long) ledger.logSize());
        numbers.put("sources", heads.stream().map(SourceHead::source).distinct().count());
        numbers.put("chains", (long) heads.size());
        // Linked numbers: branches and blocks above a gap are not in it, blocks that were let go are.
        numbers.put("blocks_estimate", heads.stream().mapToLong(SourceHead::to).sum());
        numbers.put("bodies_pruned", ledger.bodiesPruned());
        numbers.put("leaves_pruned", ledger.leavesPruned());
        return numbers;
    }
}
