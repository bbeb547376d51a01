package com.hookprobe.qsecbit.tool;

import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.detection.tool.JsonLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Reads files once and tells what is in them. */
@Command(
        name = "detect",
        mixinStandardHelpOptions = true,
        description = {
            "Reads sensor files and packets, and prints each detection on one line.",
            "Totals, broken lines and the score at the end go to standard error.",
            "Exit code 0: everything was read; 2: wrong usage, or a file that cannot be read; the others are."
        })
final class DetectCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private SourceOptions sources = new SourceOptions();

    @Option(names = "--json", description = "One JSON object a detection.")
    private boolean json;

    @Option(names = "--explain", description = "Behind each detection, the score at that moment with its terms.")
    private boolean explain;

    @Option(names = "--list-thresholds", description = "Show every number that --threshold may set, and end.")
    private boolean listThresholds;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Output.of(spec);
        if (listThresholds) {
            list(out);
            return 0;
        }
        if (sources.none() && spec != null) {
            throw new ParameterException(
                    spec.commandLine(), "expected files: --eve, --zeek, --snort, --log, --pcap, or just their names");
        }
        PrintWriter errors = Output.errors(spec);
        FileDetection run =
                new FileDetection(sources.local(), sources.thresholds(), sources.model(), (detection, score) -> {
                    DetectionLine.print(out, detection, score, json, explain);
                    out.flush();
                });
        List<Path> unreadable = new ArrayList<>();
        Unread unread = (file, why) -> {
            unreadable.add(file);
            errors.println("hookprobe: " + Output.message(file, why));
            errors.flush();
        };
        run.read(sources.files(unread), new Progress(errors), unread);
        run.notUnderstood()
                .forEach(file -> errors.println("hookprobe: " + file
                        + ": nothing in it was understood; if the format was taken wrongly, name it:"
                        + " --eve, --zeek, --snort, --log or --pcap"));
        errors.println(run.summary() + (unreadable.isEmpty() ? "" : "; " + unreadable.size() + " files not read"));
        errors.flush();
        return unreadable.isEmpty() ? 0 : 2;
    }

    private void list(PrintWriter out) {
        for (Threshold threshold : SourceOptions.known()) {
            out.println(
                    json
                            ? new JsonLine()
                                    .text("event", "threshold")
                                    .text("name", threshold.name())
                                    .number("standard", threshold.standard())
                                    .number("min", threshold.min())
                                    .number("max", threshold.max())
                                    .text("unit", threshold.unit())
                                    .text("meaning", threshold.meaning())
                                    .end()
                            : String.format(
                                    Locale.ROOT,
                                    "%-40s %10s  (%s to %s %s)  %s",
                                    threshold.name(),
                                    Output.plain(threshold.standard()),
                                    Output.plain(threshold.min()),
                                    Output.plain(threshold.max()),
                                    threshold.unit(),
                                    threshold.meaning()));
        }
        out.flush();
    }
}
