package com.hookprobe.htp.sim;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code hookprobe htp}: the tools for HTP. Exit codes: 0 all is well, 1 a promise was broken, 2 wrong usage or it could not
 * start.
 */
@Command(
        name = "htp",
        mixinStandardHelpOptions = true,
        description = "Tools for HTP.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = SimCommand.class)
public final class HtpMain {
    HtpMain() {}

    /** Runs the command and exits. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new HtpMain()).setExecutionExceptionHandler((exception, line, parsed) -> {
            line.getErr().println("hookprobe htp: " + exception);
            return 2;
        });
    }
}
