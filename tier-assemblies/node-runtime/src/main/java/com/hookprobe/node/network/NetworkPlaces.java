package com.hookprobe.node.network;

import com.hookprobe.network.apply.SiteNetwork;
import com.hookprobe.network.render.Places;
import com.hookprobe.node.config.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where a node's site network keeps its files. */
public final class NetworkPlaces {
    /** Empty after each start of the machine. */
    public static final String RUN = "/run/hookprobe/network";

    private static final Path SYSTEMD = Path.of("/run/systemd/system");

    private NetworkPlaces() {}

    /** What outlives a start of the machine. */
    static Path data(NodeConfig config) {
        return Path.of(config.node().data(), "network").toAbsolutePath().normalize();
    }

    /** @param run folder for files until the next start of the machine, {@link #RUN} but for trials */
    public static SiteNetwork open(NodeConfig config, Path run) throws IOException {
        String folder = run.toAbsolutePath().normalize().toString();
        return new SiteNetwork(
                new Places(folder, data(config).toString(), "/run", Files.isDirectory(SYSTEMD)), List.of());
    }
}
