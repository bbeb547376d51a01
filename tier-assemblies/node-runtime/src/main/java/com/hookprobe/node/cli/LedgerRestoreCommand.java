package com.hookprobe.node.cli;

import com.hookprobe.dsm.ledger.StoreFolder;
import com.hookprobe.dsm.ledger.StoreMaintenance;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a store from a snapshot. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a store from a snapshot: everything is verified, every index made anew. The folder must not exist, and"
                    + " appears when all is done.",
            "A node that restored an old snapshot of its own chain must be enrolled with a new incarnation, or hear of its newer"
                    + " blocks from its validators first."
        })
final class LedgerRestoreCommand implements Callable<Integer> {
    @Mixin
    private LedgerOptions ledger = new LedgerOptions();

    @Option(names = "--backend", defaultValue = "ROCKSDB", description = "${COMPLETION-CANDIDATES}")
    private StoreFolder backend = StoreFolder.ROCKSDB;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Parameters(paramLabel = "FILE")
    private Path file = Path.of("");

    @Override
    public Integer call() throws Exception {
        StoreMaintenance.CopyReport report =
                StoreMaintenance.restore(file, ledger.store(), backend, new LedgerProgress());
        LedgerCheckCommand.print(report.check(), Optional.of(report.records()), json);
        return 0;
    }
}
