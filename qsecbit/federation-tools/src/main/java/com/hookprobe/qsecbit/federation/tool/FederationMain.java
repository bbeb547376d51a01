package com.hookprobe.qsecbit.federation.tool;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code hookprobe federation}. Exit codes: 0 all is well, 1 a figure was missed (each command says which), 2 wrong usage
 * or a file that cannot be read.
 */
@Command(
        name = "federation",
        mixinStandardHelpOptions = true,
        description = "The federation's state machines on recorded data.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ReplayCommand.class, FingerprintCommand.class})
public final class FederationMain {
    FederationMain() {}

    /** Runs the command and exits. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new FederationMain()).setExecutionExceptionHandler((exception, line, parsed) -> {
            line.getErr().println("hookprobe federation: " + Output.message(exception));
            return 2;
        });
    }
}
