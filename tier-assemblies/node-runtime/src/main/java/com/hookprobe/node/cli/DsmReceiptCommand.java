package com.hookprobe.node.cli;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.ReceiptBundle;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.mesh.MeshGenesis;
import com.hookprobe.node.role.ReceiptFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One file that shows that a quorum of validators held a block before its epoch closed. */
@Command(
        name = "receipt",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a block with its quorum receipt into a file, for 'dsm receipt verify', which needs no node.",
            "A node asks for a receipt by itself for each critical alert. It may run meanwhile.",
            "Exit code 0: written; 1: the node has no receipt of this block, or it does not hold."
        },
        subcommands = {DsmReceiptVerifyCommand.class, DsmReceiptListCommand.class})
public final class DsmReceiptCommand implements Callable<Integer> {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "the node's YAML configuration")
    private @Nullable Path config;

    @Option(names = "--block", paramLabel = "HASH", description = "hash of the block: 'microblock' in the node's log")
    private @Nullable String block;

    @Option(names = "--out", paramLabel = "FILE", description = "a new file")
    private @Nullable Path out;

    @Override
    public Integer call() throws Exception {
        Path file = out;
        String hash = block;
        Path from = config;
        if (file == null || hash == null || from == null) {
            throw new CliException(
                    CliException.USAGE,
                    "--config, --block and --out are needed, or a command: verify, list; see --help");
        }
        Hash32 wanted = LedgerOptions.hash("a block", hash);
        Optional<ReceiptBundle> bundle = folder(from).find(wanted);
        if (bundle.isEmpty()) {
            throw new CliException(
                    1,
                    "this node has no receipt of block " + wanted + "; 'dsm receipt list' shows those it has, and"
                            + " 'ledger evidence' shows that a final block is final");
        }
        bundle.get().refusal(genesis(from)).ifPresent(reason -> {
            throw new CliException(1, "the receipt of block " + wanted + " does not hold: " + reason);
        });
        byte[] bytes = bundle.get().encode();
        Files.write(file, bytes, StandardOpenOption.CREATE_NEW);
        System.out.printf(
                "%s: %,d bytes, %d of %d validators%n",
                file,
                bytes.length,
                bundle.get().receipt().signers().size(),
                bundle.get().receipt().validators());
        return 0;
    }

    static ReceiptFolder folder(Path config) throws ConfigException, IOException {
        return new ReceiptFolder(
                Path.of(new ConfigLoader(System.getenv()).load(config).node().data()));
    }

    private static Genesis genesis(Path config) throws Exception {
        Path mesh = Path.of(new ConfigLoader(System.getenv()).load(config).mesh());
        return MeshGenesis.of(MeshFile.load(mesh));
    }
}
