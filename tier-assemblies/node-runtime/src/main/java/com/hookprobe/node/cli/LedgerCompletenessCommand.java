package com.hookprobe.node.cli;

import com.hookprobe.dsm.consensus.EvidenceBundle;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.ledger.CompletenessReceipt;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.StoreMaintenance;
import com.hookprobe.identity.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One file that shows that a source's blocks of a period are all there. */
@Command(
        name = "completeness",
        mixinStandardHelpOptions = true,
        description =
                "Writes a file that shows all blocks of a source between two checkpoints, and that none is missing; for"
                        + " 'ledger verify'. It needs a validator's store.")
final class LedgerCompletenessCommand implements Callable<Integer> {
    @Mixin
    private LedgerOptions ledger = new LedgerOptions();

    @Option(names = "--from-height", defaultValue = "0", description = "behind this checkpoint (default: the genesis)")
    private long from;

    @Option(names = "--to-height", required = true, description = "up to this checkpoint")
    private long to;

    @Option(names = "--incarnation", defaultValue = "0")
    private long incarnation;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "a new file")
    private Path out = Path.of("");

    @Parameters(paramLabel = "SOURCE", description = "node id")
    private String source = "";

    @Override
    public Integer call() throws Exception {
        Genesis genesis = ledger.genesis();
        NodeId id = NodeId.of(LedgerOptions.hash("a node id", source).bytes());
        try (LedgerReader store = StoreMaintenance.openToRead(ledger.store())) {
            CompletenessReceipt receipt = CompletenessReceipt.of(store, id, incarnation, from, to)
                    .orElseThrow(() -> new CliException(
                            1,
                            "this store cannot show the period: it does not know the state after one of the heights, or has"
                                    + " let blocks go"));
            byte[] file = LedgerEvidence.checked(EvidenceBundle.of(genesis, ledger.sets(), receipt), genesis);
            Files.write(out, file, StandardOpenOption.CREATE_NEW);
            System.out.printf(
                    "%s: %,d blocks, %,d bytes, network %s%n",
                    out, receipt.blocks().size(), file.length, genesis.networkId());
        }
        return 0;
    }
}
