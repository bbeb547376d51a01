package com.hookprobe.node.cli;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.ledger.CheckReport;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.StoreMaintenance;
import com.hookprobe.node.log.EventLog;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Holds a store against itself. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Reads all of a store and checks every hash, link, index and tree; changes nothing. Also while its node runs"
                    + " (RocksDB).",
            "Exit code 0: sound; 1: not, with what is wrong."
        })
final class LedgerCheckCommand implements Callable<Integer> {
    @Mixin
    private LedgerOptions ledger = new LedgerOptions();

    @Option(names = "--signatures", description = "verifies every block's signature too; needs --config")
    private boolean signatures;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Predicate<Microblock> signature = block -> true;
        if (signatures) {
            Genesis genesis = ledger.genesis();
            signature = block ->
                    genesis.sourceKey(block.source()).map(block::verify).orElse(false);
        }
        CheckReport report = StoreMaintenance.check(ledger.store(), signature, new LedgerProgress());
        print(report, Optional.empty(), json);
        return report.sound() ? 0 : 1;
    }

    static void print(CheckReport report, Optional<Long> records, boolean json) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("network", report.networkId().hex());
        records.ifPresent(count -> facts.put("records", count));
        facts.put("blocks", report.blocks());
        facts.put("checkpoints", report.checkpoints());
        facts.put("frontier_height", report.frontierHeight());
        facts.put("problems", report.problems());
        if (json) {
            facts.put("findings", report.findings());
            System.out.println(EventLog.json(facts));
            return;
        }
        facts.forEach((name, value) -> System.out.printf("%-16s %s%n", name, value));
        report.findings().forEach(finding -> System.out.println("  " + finding));
    }
}
