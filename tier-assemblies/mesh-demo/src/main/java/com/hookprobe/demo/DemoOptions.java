package com.hookprobe.demo;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be asked of the demo. */
final class DemoOptions {
    @Option(
            names = "--eve",
            paramLabel = "FILE",
            description = "a Suricata EVE file (NDJSON) to play; default: a small recording of our own")
    @Nullable Path eve;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "120",
            description = {
                "bound of the whole run (default ${DEFAULT-VALUE}, at least 25); it ends as soon as all has happened,"
                        + " after half a minute on two cores"
            })
    int seconds;

    @Option(names = "--json", description = "NDJSON, ending with one summary object")
    boolean json;

    @Option(
            names = "--confirm",
            paramLabel = "K",
            defaultValue = "1",
            description = {
                "how many sites must confirm before the mesh blocks, 1 to 3; the recording is played into as many"
                        + " (default ${DEFAULT-VALUE})"
            })
    int confirm;

    @Option(names = "--no-tamper", description = "leave out the edge whose integrity changes midway")
    boolean noTamper;

    @Option(names = "--kill-sentinel", description = "kill -9 one sentinel midway; finality must go on with 3 of 4")
    boolean killSentinel;

    @Option(
            names = "--console",
            description = {
                "serve the consoles of guardian-1 and mssp-1, print where they are and the secrets for a first login,",
                "and stay after the recording until Ctrl-C"
            })
    boolean console;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "folder for the nodes' data (default: ./demo-data, emptied first)")
    @Nullable Path data;

    @Option(
            names = "--store",
            paramLabel = "KIND",
            defaultValue = "rocksdb",
            description = "what the nodes keep their ledger in: rocksdb or segments (default ${DEFAULT-VALUE})")
    String store = "rocksdb";

    @Option(
            names = "--base-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "first of 13 UDP ports (default: free ones)")
    int basePort;

    @Option(names = "--prepare", description = "make keys, registry, mesh file and configurations in --data, and end")
    boolean prepare;

    @Option(
            names = "--tiers",
            paramLabel = "DIR",
            hidden = true,
            defaultValue = "tier-assemblies",
            description = "where the tiers are built")
    Path tiers = Path.of("tier-assemblies");
}
