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
        byte[] bytes = bytes(file);
        if (known.isEmpty()) {
            throw new CliException(
                    CliException.USAGE,
                    "give --network, or --config of a node: the file says network " + networkOf(file, bytes)
                            + ", which anybody could have made");
        }
        return judge(file, bytes, known.get(), json);
    }

    /**
     * Checks evidence and says what it shows.
     *
     * @return the exit code
     */
    static int judge(Path file, byte[] bytes, Hash32 known, boolean json) {
        Hash32 stated = networkOf(file, bytes);
        if (!stated.equals(known)) {
            // Of another network nothing more is read: its maker may have signed whatever it likes, and much of it.
            EvidenceView.printOther(stated, "expected network " + known + ", found a bundle of another", json);
            return 1;
        }
        EvidenceBundle evidence = decode(file, bytes);
        Optional<String> refusal = evidence.refusal(known);
        EvidenceView.print(evidence, refusal, json);
        return refusal.isEmpty() ? 0 : 1;
    }

    private static Hash32 networkOf(Path file, byte[] bytes) {
        try {
            return EvidenceBundle.networkOf(bytes);
        } catch (MalformedException e) {
            throw damaged(file, e);
        }
    }

    static byte[] bytes(Path file) throws IOException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new CliException(
                    1, file + ": expected at most " + FILE_BYTES_MAX + " bytes, found " + Files.size(file));
        }
        return Files.readAllBytes(file);
    }

    private static EvidenceBundle decode(Path file, byte[] bytes) {
        try {
            return EvidenceBundle.decode(bytes);
        } catch (MalformedException e) {
            throw damaged(file, e);
        }
    }

    private static CliException damaged(Path file, MalformedException e) {
        return new CliException(
                1, file + ": expected an evidence bundle, found something else or a changed one: " + e.getMessage());
    }
}
