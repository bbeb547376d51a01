package com.hookprobe.qsecbit.model.tool;

import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code hookprobe model}: trains, measures and explains a model of attacks. Exit codes: 0 done, 1 failed, 2 wrong
 * usage.
 */
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a model of attacks on labelled traffic, measures it, hardens it against evasion, and says why it",
            "judges as it does. The same files and the same seed give the same model, byte for byte.",
            "Exit code 0: done; 1: failed; 2: wrong usage."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {TrainCommand.class, EvaluateCommand.class, ExplainCommand.class, ShowCommand.class})
public final class ModelMain {
    private static final int FAILED = 1;

    ModelMain() {}

    /** Runs the command and exits. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new ModelMain()).setExecutionExceptionHandler((exception, line, parsed) -> {
            line.getErr().println("hookprobe model: " + told(exception));
            return FAILED;
        });
    }

    private static String told(Exception e) {
        if (e instanceof NoSuchFileException missing) {
            return "no such file: " + missing.getFile();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
