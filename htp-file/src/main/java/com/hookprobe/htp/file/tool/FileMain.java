package com.hookprobe.htp.file.tool;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code hookprobe file}: files over HTP from the command line. Exit codes: 0 done, 1 refused or failed, 2 wrong usage.
 */
@Command(
        name = "file",
        mixinStandardHelpOptions = true,
        description = {
            "Copies files over HTP: encrypted, resumable, verified by SHA-256.",
            "Start 'serve' on one side; the other commands talk to it. An interrupted put or get goes on when it is",
            "given again. Exit code 0: done; 1: refused or failed; 2: wrong usage."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ServeCommand.class,
            KeyCommand.class,
            PutCommand.class,
            GetCommand.class,
            LsCommand.class,
            StatCommand.class,
            RmCommand.class,
            SyncCommand.class
        })
public final class FileMain {
    private static final int FAILED = 1;

    FileMain() {}

    /** Runs the command and exits. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new FileMain()).setExecutionExceptionHandler((exception, line, parsed) -> {
            line.getErr().println("hookprobe file: " + Remote.told(exception));
            return FAILED;
        });
    }
}
