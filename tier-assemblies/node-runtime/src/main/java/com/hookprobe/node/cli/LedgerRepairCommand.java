package com.hookprobe.node.cli;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.StoreMaintenance;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Keeps of a damaged store what is right. */
@Command(
        name = "repair",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a new store of all that can be read and is right, and puts it in the old one's place, which stays beside it with"
                    + " .damaged behind its name. The node must not run.",
            "What is missing then comes back from peers. Exit code 0: nothing was lost; 1: something was, and is named."
        })
final class LedgerRepairCommand implements Callable<Integer> {
    @Mixin
    private LedgerOptions ledger = new LedgerOptions();

    @Option(names = "--network", paramLabel = "ID", description = "the network id, when there is no --config")
    private @Nullable String network;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        String stated = network;
        Hash32 wanted = stated != null
                ? LedgerOptions.hash("--network", stated)
                : ledger.genesisIfKnown()
                        .map(Genesis::networkId)
                        .orElseThrow(() -> new CliException(
                                CliException.USAGE,
                                "--config or --network is needed: a damaged store cannot say whose it is"));
        StoreMaintenance.CopyReport report = StoreMaintenance.repair(ledger.store(), wanted, new LedgerProgress());
        LedgerCheckCommand.print(report.check(), Optional.of(report.records()), json);
        report.left().forEach(what -> System.err.println("left out: " + what));
        return report.left().isEmpty() && report.check().sound() ? 0 : 1;
    }
}
