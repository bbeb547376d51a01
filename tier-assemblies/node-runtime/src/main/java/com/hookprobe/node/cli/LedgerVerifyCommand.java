package com.hookprobe.node.cli;

import com.hookprobe.dsm.consensus.EvidenceBundle;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks evidence without a node or a network. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Checks a file of 'ledger evidence' or 'ledger completeness'; needs no node, no store and no network.",
            "What it needs from elsewhere is the network id: who could choose it could make a network of its own.",
            "Exit code 0: all holds; 1: something does not, and is named; 2: without --network nothing was shown."
        })
final class LedgerVerifyCommand implements Callable<Integer> {
    static final int FILE_BYTES_MAX = 128 << 20;

    @Mixin
    private LedgerOptions ledger = new LedgerOptions();

    @Option(
            names = "--network",
            paramLabel = "ID",
            description = "the network id that you know; or --config of a node of it")
    private @Nullable String network;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Parameters(paramLabel = "FILE")
    private Path file = Path.of("");

    @Override
    public Integer call() throws Exception {
        String stated = network;
        Optional<Hash32> known = stated != null
                ? Optional.of(LedgerOptions.hash("--network", stated))
                : ledger.genesisIfKnown().map(it -> it.networkId());
        EvidenceBundle evidence = read(file);
        if (known.isEmpty()) {
            throw new CliException(
                    CliException.USAGE,
                    "give --network, or --config of a node: the file says network "
                            + evidence.genesis().networkId() + ", which anybody could have made");
        }
        Optional<String> refusal = evidence.refusal(known.get());
        EvidenceView.print(evidence, refusal, json);
        return refusal.isEmpty() ? 0 : 1;
    }

    static EvidenceBundle read(Path file) throws IOException {
        return decode(file, bytes(file));
    }

    static byte[] bytes(Path file) throws IOException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new CliException(
                    1, file + ": expected at most " + FILE_BYTES_MAX + " bytes, found " + Files.size(file));
        }
        return Files.readAllBytes(file);
    }

    static EvidenceBundle decode(Path file, byte[] bytes) {
        try {
            return EvidenceBundle.decode(bytes);
        } catch (MalformedException e) {
            throw new CliException(
                    1,
                    file + ": expected an evidence bundle, found something else or a changed one: " + e.getMessage());
        }
    }
}
