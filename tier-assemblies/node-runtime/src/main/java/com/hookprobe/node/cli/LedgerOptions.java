package com.hookprobe.node.cli;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.SetPath;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.mesh.MeshException;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.mesh.MeshGenesis;
import com.hookprobe.node.role.SetFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which ledger a command is about: a node's, or a folder. */
final class LedgerOptions {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "a node's YAML configuration: its store, its mesh")
    private @Nullable Path config;

    @Option(names = "--store", paramLabel = "DIR", description = "a store's folder; instead of the configuration's")
    private @Nullable Path store;

    Path store() throws ConfigException {
        Path folder = store;
        return folder != null ? folder : Path.of(config("--config or --store").storePath());
    }

    boolean hasConfig() {
        return config != null;
    }

    NodeConfig config() throws ConfigException {
        return config("--config");
    }

    private NodeConfig config(String wanted) throws ConfigException {
        Path file = config;
        if (file == null) {
            throw new CliException(CliException.USAGE, wanted + " is needed; see --help");
        }
        return new ConfigLoader(System.getenv()).load(file);
    }

    Genesis genesis() throws ConfigException, MeshException, IOException {
        return MeshGenesis.of(MeshFile.load(Path.of(config().mesh())));
    }

    /** How the validators have changed, as far as the node knows. */
    SetPath sets() throws ConfigException, MeshException, IOException {
        return new SetFile(Path.of(config().node().data()), genesis()).path();
    }

    /** The genesis when a configuration is given. */
    Optional<Genesis> genesisIfKnown() throws ConfigException, MeshException, IOException {
        return hasConfig() ? Optional.of(genesis()) : Optional.empty();
    }

    static Hash32 hash(String what, String text) {
        try {
            return Hash32.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, what + " is 64 hexadecimal digits; found " + text);
        }
    }
}
