package com.hookprobe.node.cli;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.StoreMaintenance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One file that shows that a block is final. */
@Command(
        name = "evidence",
        mixinStandardHelpOptions = true,
        description =
                "Writes a file that shows that a block is final, for 'ledger verify', which needs no node. The payload is not in"
                        + " it: see 'ledger disclose'.")
final class LedgerEvidenceCommand implements Callable<Integer> {
    @Mixin
    private LedgerOptions ledger = new LedgerOptions();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "a new file")
    private Path out = Path.of("");

    @Parameters(paramLabel = "BLOCK", description = "hash of the block")
    private String block = "";

    @Override
    public Integer call() throws Exception {
        Genesis genesis = ledger.genesis();
        try (LedgerReader store = StoreMaintenance.openToRead(ledger.store())) {
            byte[] file = LedgerEvidence.checked(
                    LedgerEvidence.of(
                            store, genesis, ledger.sets(), LedgerOptions.hash("a block", block), Optional.empty()),
                    genesis);
            Files.write(out, file, StandardOpenOption.CREATE_NEW);
            System.out.printf("%s: %,d bytes, network %s%n", out, file.length, genesis.networkId());
        }
        return 0;
    }
}
