package com.hookprobe.node.cli;

import com.hookprobe.dsm.ledger.StoreMaintenance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Copies a store into one file. */
@Command(
        name = "snapshot",
        mixinStandardHelpOptions = true,
        description =
                "Writes a store into one file with a checksum; also while its node runs (RocksDB). The file appears whole or"
                        + " not at all. Payloads in it are sealed as in the store.")
final class LedgerSnapshotCommand implements Callable<Integer> {
    @Mixin
    private LedgerOptions ledger = new LedgerOptions();

    @Parameters(paramLabel = "FILE", description = "a new file")
    private Path file = Path.of("");

    @Override
    public Integer call() throws Exception {
        long records = StoreMaintenance.snapshot(ledger.store(), file, new LedgerProgress());
        System.out.printf("%s: %,d records, %,d bytes%n", file, records, Files.size(file));
        return 0;
    }
}
