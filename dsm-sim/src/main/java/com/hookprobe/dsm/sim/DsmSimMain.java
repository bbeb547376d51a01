package com.hookprobe.dsm.sim;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code hookprobe dsm sim}: the simulator of consensus. Exit codes: 0 all is well, 1 a promise was broken, 2 wrong usage or it
 * could not start.
 */
@Command(
        name = "dsm",
        mixinStandardHelpOptions = true,
        description = "Tools for DSM.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = SimCommand.class)
public final class DsmSimMain {
    DsmSimMain() {}

    /** Runs the command and exits. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new DsmSimMain()).setExecutionExceptionHandler((exception, line, parsed) -> {
            line.getErr().println("hookprobe dsm: " + exception);
            return 2;
        });
    }
}
