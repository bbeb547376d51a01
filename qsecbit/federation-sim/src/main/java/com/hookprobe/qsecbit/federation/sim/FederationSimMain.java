package com.hookprobe.qsecbit.federation.sim;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code hookprobe federation sim} and {@code redteam}. Exit codes: 0 all held, 1 an invariant broke, 2 wrong usage. */
@Command(
        name = "federation",
        mixinStandardHelpOptions = true,
        description = "Simulators for the federation.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {SimCommand.class, RedTeamCommand.class})
public final class FederationSimMain {
    FederationSimMain() {}

    /** Runs the command and exits. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new FederationSimMain()).setExecutionExceptionHandler((exception, line, parsed) -> {
            line.getErr().println("hookprobe federation: " + exception);
            return 2;
        });
    }
}
