package com.hookprobe.qsecbit.learning.tool;

import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code hookprobe learning}: what sites and the aggregator do to learn a model together. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
        name = "learning",
        mixinStandardHelpOptions = true,
        description = {
            "Sites learn one model of attacks together and keep their records to themselves: each sends a short, private,",
            "signed update; the aggregator joins them so that a few liars cannot steer the model, tests it, and rolls it out.",
            "Exit code 0: done; 1: failed, refused, or a figure missed; 2: wrong usage."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            KeygenCommand.class,
            InitCommand.class,
            TrainLocalCommand.class,
            AggregateCommand.class,
            EvaluateCommand.class,
            RolloutCommand.class,
            BudgetCommand.class,
            SimulateCommand.class
        })
public final class LearningMain {
    private static final int FAILED = 1;

    LearningMain() {}

    /** Runs the command and exits. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new LearningMain()).setExecutionExceptionHandler((exception, line, parsed) -> {
            line.getErr().println("hookprobe learning: " + told(exception));
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
