package com.hookprobe.node.cli;

import com.hookprobe.identity.Tier;
import com.hookprobe.network.NetworkPlan;
import com.hookprobe.network.apply.SiteNetwork;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.node.config.NetworkCheck;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.network.NetworkPlaces;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Whose network it is. */
final class NetworkOptions {
    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "the node's YAML configuration, with a section 'network'")
    private Path config = Path.of("");

    @Option(
            names = "--run",
            paramLabel = "DIR",
            defaultValue = NetworkPlaces.RUN,
            description =
                    "folder for files until the next start of the machine; default ${DEFAULT-VALUE}, others are for trials")
    private Path run = Path.of(NetworkPlaces.RUN);

    Path run() {
        return run;
    }

    NodeConfig load() throws ConfigException {
        return new ConfigLoader(System.getenv()).load(config);
    }

    SiteNetwork open() throws ConfigException, IOException {
        return NetworkPlaces.open(load(), run);
    }

    NetworkPlan plan(Tier tier) throws ConfigException {
        return NetworkCheck.plan(config.toString(), load(), tier);
    }
}
