package com.hookprobe.node.cli;

import com.hookprobe.dsm.consensus.Forensics;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.SetBook;
import com.hookprobe.dsm.consensus.SetPath;
import com.hookprobe.dsm.consensus.Transcript;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.node.mesh.MeshException;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.mesh.MeshGenesis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Names who made a fork. */
@Command(
        name = "forensics",
        mixinStandardHelpOptions = true,
        description = {
            "Names the validators that made a fork, out of what validators of both sides hold for the height, each with the"
                    + " pair of certificates that convicts it. Needs no node and no network, and changes nothing.",
            "FILE is a transcript that a validator wrote (<data>/votes/transcripts/HEIGHT.tr), or a bundle of"
                    + " 'ledger evidence' or 'ledger completeness'. The more files, the more can be shown; an honest"
                    + " validator is never named, whoever made the files.",
            "Exit code 0: culprits are named; 1: no conflict, or not provable with these files (what is missing is said);"
                    + " 2: wrong usage, or a file that cannot be read."
        })
final class DsmForensicsCommand implements Callable<Integer> {
    private static final int GENESIS_BYTES_MAX = 16 << 20;

    @ArgGroup(multiplicity = "1")
    private Network network = new Network();

    /** Where the validators are from. */
    static final class Network {
        @Option(names = "--mesh", paramLabel = "FILE", description = "the mesh file of the network")
        private @Nullable Path mesh;

        @Option(names = "--genesis", paramLabel = "FILE", description = "its genesis, as bytes; instead of --mesh")
        private @Nullable Path genesis;
    }

    @Option(
            names = "--sets",
            paramLabel = "FILE",
            description = "sets.log of a node, when the validators had changed before that height; it is verified")
    private @Nullable Path sets;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Parameters(arity = "1..*", paramLabel = "FILE")
    private List<Path> files = List.of();

    @Override
    public Integer call() throws MeshException, IOException {
        Genesis genesis = genesis();
        SetPath changes = sets == null ? SetPath.NONE : SetBook.read(sets, genesis);
        List<Transcript> transcripts = new ArrayList<>();
        for (Path file : files) {
            transcripts.addAll(ForensicFile.read(file, genesis.networkId()));
        }
        long height = transcripts.stream().mapToLong(Transcript::height).min().orElse(1);
        ValidatorSet set = changes.at(genesis, height);
        List<Forensics.Finding> findings = new Forensics(set, genesis.networkId()).examine(transcripts);
        new ForensicsView(genesis, set).print(findings, json);
        boolean named = findings.stream().anyMatch(finding -> !finding.proofs().isEmpty());
        return named ? 0 : 1;
    }

    private Genesis genesis() throws MeshException {
        Path mesh = network.mesh;
        if (mesh != null) {
            return MeshGenesis.of(MeshFile.load(mesh));
        }
        Path file = network.genesis;
        if (file == null) {
            throw new CliException(CliException.USAGE, "--mesh or --genesis is needed; see --help");
        }
        try {
            if (Files.size(file) > GENESIS_BYTES_MAX) {
                throw new CliException(
                        CliException.USAGE, file + ": expected a genesis of at most " + GENESIS_BYTES_MAX + " bytes");
            }
            return Genesis.decode(Files.readAllBytes(file));
        } catch (IOException e) {
            throw ForensicFile.unreadable(file, e);
        } catch (MalformedException e) {
            throw new CliException(
                    CliException.USAGE, file + ": expected a genesis, found something else: " + e.getMessage());
        }
    }
}
