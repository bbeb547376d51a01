package com.hookprobe.qsecbit.tool;

import com.hookprobe.qsecbit.detection.tool.AccuracyReport;
import com.hookprobe.qsecbit.detection.tool.AccuracyRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Recordings against what is known about them. */
@Command(
        name = "accuracy",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the detectors over every scenario below a folder, and compares what they find with what is expected.",
            "A scenario is a folder with recordings and a file scenario.txt (docs/spec/qsecbit.md says how); two sets of",
            "others are known as well, slips-stratosphere and crowdsec-hub.",
            "Exit code 0: nothing expected was missed and nothing else flagged; 1: something was; 2: wrong usage."
        })
final class AccuracyCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "The recordings.")
    private Path folder = Path.of("");

    @Option(names = "--json", description = "The table as JSON.")
    private boolean json;

    @Option(names = "--quiet", description = "No line for each scenario on standard error.")
    private boolean quiet;

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString());
        }
        PrintWriter errors = Output.errors(spec);
        AccuracyReport report = AccuracyRun.standard().run(folder, text -> {
            if (!quiet) {
                errors.println(text);
                errors.flush();
            }
        });
        if (report.results().isEmpty() && report.skipped().isEmpty()) {
            throw new IOException(folder + ": expected scenarios below it, each a folder with a scenario.txt,"
                    + " or the folders slips-stratosphere and crowdsec-hub in it; found none");
        }
        PrintWriter out = Output.of(spec);
        out.println(json ? report.toJson() : report.toText());
        out.flush();
        return report.recall() == 1 && report.flaggedShare() == 0 ? 0 : 1;
    }
}
