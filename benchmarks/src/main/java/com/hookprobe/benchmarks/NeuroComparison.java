package com.hookprobe.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * NEURO in Java beside NEURO in C, in one run: the anchor before and after each JDK, JMH on every JDK that is named, with
 * the kernels that the machine chooses and with the scalar ones, and the replay of many devices. Started by
 * {@code benchmarks/neuro}, which says how.
 */
public final class NeuroComparison {
    private static final String VECTOR_MODULE = "--add-modules=jdk.incubator.vector";
    private static final String DEVICES = "2000";
    private static final String VISIT = "64";
    private static final String THREADS = "2";

    private final Path anchor;
    private final boolean quick;
    private final Map<String, Double> least = new TreeMap<>();
    private final Map<String, Object> report = new LinkedHashMap<>();

    private NeuroComparison(Path anchor, boolean quick) {
        this.anchor = anchor;
        this.quick = quick;
    }

    /** Arguments: the C program, "quick" or "full", the file for the JSON report, then the home of each JDK. */
    public static void main(String[] args) throws Exception {
        if (args.length < 4) {
            System.err.println("expected: C_PROGRAM quick|full REPORT_FILE JDK_HOME...");
            System.exit(2);
        }
        NeuroComparison comparison = new NeuroComparison(Path.of(args[0]), args[1].equals("quick"));
        comparison.run(List.of(args).subList(3, args.length), Path.of(args[2]));
    }

    private void run(List<String> homes, Path file) throws Exception {
        for (String home : homes) {
            anchor();
            String java = Path.of(home, "bin", "java").toString();
            for (String kernels : List.of("auto", "scalar")) {
                say("JMH on " + home + ", kernels " + kernels);
                jmh(java, kernels);
            }
            anchor();
            say("replay of " + DEVICES + " devices, " + VISIT + " records a visit, " + THREADS + " threads, on "
                    + home);
            report.put("replay " + version(java), replay(java));
        }
        report.put("anchor replay", anchorReplay());
        report.put("anchor least ns", least);
        Files.writeString(
                file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
        print(file);
    }

    /** Keeps the least median of each operation over all runs of the anchor: the strictest one to be held against. */
    private void anchor() throws IOException, InterruptedException {
        say("the anchor in C");
        JsonNode figures = json(List.of(anchor.toString(), "bench", "--steps", "4000", "--repeat", "41", "--json"));
        figures.fields()
                .forEachRemaining(one -> least.merge(
                        one.getKey(), one.getValue().get("median_ns").asDouble(), Math::min));
    }

    private void jmh(String java, String kernels) throws RunnerException, IOException, InterruptedException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\.NeuroBenchmark\\.")
                .jvm(java)
                .jvmArgsAppend(VECTOR_MODULE, "-Dhookprobe.kernels=" + kernels)
                .addProfiler(GCProfiler.class)
                .forks(quick ? 1 : 3)
                .warmupIterations(quick ? 3 : 5)
                .measurementIterations(quick ? 3 : 5)
                .warmupTime(TimeValue.seconds(1))
                .measurementTime(TimeValue.seconds(1));
        Collection<RunResult> results = new Runner(options.build()).run();
        Map<String, Map<String, Double>> figures = new TreeMap<>();
        for (RunResult result : results) {
            String name = result.getParams().getBenchmark();
            Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
            figures.put(
                    name.substring(name.lastIndexOf('.') + 1),
                    Map.of(
                            "ns", result.getPrimaryResult().getScore(),
                            "error_ns", result.getPrimaryResult().getScoreError(),
                            "bytes", allocated == null ? Double.NaN : allocated.getScore()));
        }
        report.put(version(java) + " " + kernels, figures);
    }

    private Object replay(String java) throws IOException, InterruptedException {
        JsonNode figures = json(List.of(
                java,
                VECTOR_MODULE,
                "-Xmx2g",
                "-cp",
                System.getProperty("java.class.path"),
                ReplayThroughput.class.getName(),
                DEVICES,
                VISIT,
                THREADS,
                quick ? "5" : "20"));
        return new ObjectMapper().convertValue(figures, Map.class);
    }

    private Object anchorReplay() throws IOException, InterruptedException {
        JsonNode figures = json(List.of(
                anchor.toString(),
                "bench",
                "--devices",
                DEVICES,
                "--visit",
                VISIT,
                "--threads",
                THREADS,
                "--steps",
                "256000",
                "--repeat",
                "9",
                "--json"));
        return new ObjectMapper().convertValue(figures, Map.class);
    }

    private void print(Path file) {
        System.out.println();
        System.out.printf("%-34s %12s %10s %12s %8s%n", "", "ns", "+-", "bytes", "C / Java");
        least.forEach((name, ns) -> System.out.printf("C %-32s %12.0f%n", name, ns));
        for (Map.Entry<String, Object> entry : report.entrySet()) {
            if (!(entry.getValue() instanceof Map<?, ?> figures)) {
                continue;
            }
            for (Map.Entry<?, ?> one : figures.entrySet()) {
                if (one.getValue() instanceof Map<?, ?> row && row.get("ns") instanceof Double ns) {
                    Double inC = least.get(String.valueOf(one.getKey()));
                    System.out.printf(
                            "%-34s %12.0f %10.0f %12.1f %8s%n",
                            entry.getKey() + " " + one.getKey(),
                            ns,
                            (Double) row.get("error_ns"),
                            (Double) row.get("bytes"),
                            inC == null ? "" : "%.2f".formatted(inC / ns));
                }
            }
            if (entry.getKey().contains("replay")) {
                System.out.println(entry.getKey() + ": " + figures);
            }
        }
        System.out.println("\nC: the least of the medians of its runs. The report: " + file);
    }

    private static String version(String java) throws IOException, InterruptedException {
        String text = output(List.of(java, "-XshowSettings:properties", "-version"));
        return text.lines()
                .filter(line -> line.strip().startsWith("java.version ="))
                .map(line -> "JDK " + line.substring(line.indexOf('=') + 1).strip())
                .findFirst()
                .orElse(java);
    }

    /** The line that is a JSON object in what the command prints. */
    private static JsonNode json(List<String> command) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(output(command).lines().toList());
        lines.removeIf(line -> !line.startsWith("{"));
        if (lines.isEmpty()) {
            throw new IOException("no figures from " + command);
        }
        return new ObjectMapper().readTree(lines.get(0));
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IOException(command + " failed:\n" + text);
        }
        return text;
    }

    private static void say(String what) {
        System.err.println("== " + what);
    }
}
