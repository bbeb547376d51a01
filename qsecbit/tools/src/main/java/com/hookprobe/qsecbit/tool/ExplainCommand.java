package com.hookprobe.qsecbit.tool;

import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.read.RecordParser;
import com.hookprobe.qsecbit.detection.rule.Detectors;
import com.hookprobe.qsecbit.detection.tool.JsonLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Why something was detected, or not. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what each detector makes of one record of a sensor: why it is detected, or what is missing.",
            "Files that are given are read first: the record counts as coming after them.",
            "Exit code 0: it leads to a detection; 1: it does not; 2: wrong usage, or no record."
        })
final class ExplainCommand implements Callable<Integer> {
    private static final int LINES_MAX = 100_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private SourceOptions sources = new SourceOptions();

    @Option(
            names = "--line",
            required = true,
            paramLabel = "RECORD",
            description = "The record; - for lines from standard input.")
    private String line = "";

    @Option(
            names = "--as",
            paramLabel = "FORMAT",
            description =
                    "eve, zeek, snort or log; without it the record itself says. Zeek's JSON needs --zeek-log too.")
    private @Nullable String format;

    @Option(names = "--zeek-log", paramLabel = "NAME", description = "Which of Zeek's logs the record is of.")
    private String zeekLog = "";

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Output.of(spec);
        int[] detections = {0};
        boolean[] live = {false};
        FileDetection run =
                new FileDetection(sources.local(), sources.thresholds(), sources.model(), (detection, score) -> {
                    if (live[0]) {
                        detections[0]++;
                        DetectionLine.print(out, detection, score, json, true);
                    }
                });
        Unread unread = (file, why) -> {
            throw new IOException(Output.message(file, why), why);
        };
        List<SourceFile> files = sources.files(unread);
        if (!files.isEmpty()) {
            run.read(files, new Progress(Output.errors(spec)), unread);
        }
        live[0] = true;
        RecordParser parser = RecordText.parser(format, lines().get(0), zeekLog);
        for (String record : lines()) {
            byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
            List<NetworkEvent> events = new ArrayList<>();
            if (!parser.parse(bytes, 0, bytes.length, events::add)) {
                throw new IOException(
                        "the record is broken: a field that is used is missing or is not what it should be: " + record);
            }
            if (events.isEmpty()) {
                say(out, "record", "no event: the record carries none that is used");
            }
            for (NetworkEvent event : events) {
                say(out, "event", EventText.of(event));
                run.take(event);
                for (Map.Entry<String, String> entry :
                        Detectors.explain(run.detectors(), event).entrySet()) {
                    say(out, entry.getKey(), entry.getValue());
                }
            }
        }
        if (detections[0] == 0) {
            say(out, "verdict", "no detection: nothing above has crossed its threshold");
        }
        out.flush();
        return detections[0] > 0 ? 0 : 1;
    }

    private @Nullable List<String> read;

    private List<String> lines() throws IOException {
        if (read == null) {
            read = line.equals("-") ? standardInput() : List.of(line);
        }
        return read;
    }

    private static List<String> standardInput() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        List<String> lines =
                in.lines().filter(text -> !text.isBlank()).limit(LINES_MAX).toList();
        if (lines.isEmpty()) {
            throw new IOException("expected a record on standard input, found nothing");
        }
        return lines;
    }

    private void say(PrintWriter out, String who, String what) {
        if (json) {
            out.println(new JsonLine()
                    .text("event", "explanation")
                    .text("by", who)
                    .text("text", what)
                    .end());
        } else {
            out.printf("%-18s %s%n", who, what);
        }
    }
}
