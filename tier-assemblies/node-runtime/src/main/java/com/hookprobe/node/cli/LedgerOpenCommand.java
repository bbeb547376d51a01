package com.hookprobe.node.cli;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.SealedFor;
import com.hookprobe.identity.Secret;
import com.hookprobe.node.keys.NodeKeys;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads what was disclosed to one. */
@Command(
        name = "open",
        mixinStandardHelpOptions = true,
        description = {
            "Opens a file of 'ledger disclose' with the reader's keystore, checks its evidence, and shows the payload.",
            "Exit code 0: the payload is the one that was sealed and is final; 1: it is not, or the file is for another reader."
        })
final class LedgerOpenCommand implements Callable<Integer> {
    @Option(names = "--keystore", required = true, paramLabel = "FILE", description = "the reader's keystore")
    private Path keystore = Path.of("");

    @Option(names = "--passphrase-file", paramLabel = "FILE", description = "its first line is the passphrase")
    private @Nullable Path passphraseFile;

    @Option(names = "--network", required = true, paramLabel = "ID", description = "the network id that you know")
    private String network = "";

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Parameters(paramLabel = "FILE")
    private Path file = Path.of("");

    @Override
    public Integer call() throws Exception {
        Hash32 known = LedgerOptions.hash("--network", network);
        byte[] sealed = LedgerVerifyCommand.bytes(file);
        byte[] opened;
        try (NodeKeys keys = Unlocks.keys(keystore, passphraseFile)) {
            try (Secret seed = keys.kemSeed()) {
                opened = seed.use(bytes -> SealedFor.open(bytes, LedgerDiscloseCommand.PURPOSE, sealed));
            } catch (RecordException e) {
                throw new CliException(1, file + ": " + e.getMessage());
            }
        }
        try {
            return LedgerVerifyCommand.judge(file, opened, known, json);
        } finally {
            Arrays.fill(opened, (byte) 0);
        }
    }
}
