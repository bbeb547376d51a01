package com.hookprobe.node.cli;

import com.hookprobe.node.role.DefenceRequest;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A person takes a decision back for all sites. */
@Command(
        name = "pardon",
        mixinStandardHelpOptions = true,
        description = {
            "Has the running MSSP, or nexus for its region, take a decision back at all sites, and decide nothing about its tag for a"
                    + " while. The operator's word is sealed in the ledger.",
            "Exit code 0: done; 1: this correlator holds no such decision; 2: wrong usage; 69: no node answers."
        })
final class FederationPardonCommand implements Callable<Integer> {
    @Mixin
    private DefenceOptions node = new DefenceOptions();

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "24h",
            description = "how long nothing new is decided, such as 4h or 7d; at most 7d (default ${DEFAULT-VALUE})")
    private String span = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "one line")
    private String reason = "";

    @Parameters(paramLabel = "ID", description = "of the decision: the first 8 to 64 hexadecimal digits")
    private String id = "";

    @Override
    public Integer call() throws Exception {
        String wanted = id.toLowerCase(Locale.ROOT);
        if (!wanted.matches("[0-9a-f]{8,64}")) {
            throw new CliException(
                    CliException.USAGE, "the id of a decision is 8 to 64 hexadecimal digits; found " + id);
        }
        long seconds = DefenceOptions.seconds("--for", span);
        if (seconds < 1 || seconds > 604_800) {
            throw new CliException(CliException.USAGE, "--for expects 1s to 7d, found " + span);
        }
        return node.ask(new DefenceRequest("pardon", List.of(wanted), null, seconds, null, reason));
    }
}
