package com.hookprobe.node.cli;

import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.StoreMaintenance;
import com.hookprobe.node.log.EventLog;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a store holds. */
@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        description = "Says what a store holds; also while its node runs (RocksDB).")
final class LedgerStatsCommand implements Callable<Integer> {
    @Mixin
    private LedgerOptions ledger = new LedgerOptions();

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        try (LedgerReader store = StoreMaintenance.openToRead(ledger.store())) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("network", store.networkId().hex());
            facts.put("frontier_height", store.frontierHeight());
            Optional<DecidedCheckpoint> latest = store.latestDecided();
            facts.put("latest_height", latest.map(DecidedCheckpoint::height).orElse(0L));
            latest.ifPresent(checkpoint -> facts.put(
                    "latest_epoch_end",
                    Instant.ofEpochSecond(checkpoint.header().epochEndSeconds()).toString()));
            facts.put("sources", store.frontier().size());
            facts.put("chains", store.heads().size());
            facts.put(
                    "highest_numbers",
                    store.heads().stream().mapToLong(SourceHead::to).sum());
            facts.put("log_size", store.logSize());
            facts.put("blocks_kept_above_height", store.bodiesPruned());
            facts.put("leaves_kept_above_height", store.leavesPruned());
            if (json) {
                System.out.println(EventLog.json(facts));
            } else {
                facts.forEach((name, value) -> System.out.printf("%-26s %s%n", name, value));
            }
        }
        return 0;
    }
}
