package com.hookprobe.qsecbit.tool;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code hookprobe detect|explain|accuracy|qsecbit}. Exit codes: 0 all is well, 1 not (each command says what that means), 2 wrong
 * usage or a file that cannot be read.
 */
@Command(
        name = "hookprobe",
        mixinStandardHelpOptions = true,
        description = "Detection and the score, on files.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DetectCommand.class, ExplainCommand.class, AccuracyCommand.class, ScoreCommand.class})
public final class QsecbitMain {
    QsecbitMain() {}

    /** Runs the command and exits. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new QsecbitMain()).setExecutionExceptionHandler((exception, line, parsed) -> {
            line.getErr().println("hookprobe: " + Output.message(exception));
            return 2;
        });
    }
}
