package com.hookprobe.qsecbit.correlation.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.hookprobe.qsecbit.correlation.core.Output;
import com.hookprobe.qsecbit.correlation.core.Sharding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code benchmarks/correlation compare}: the same inputs through every host, with and without kills; what each shard put out is
 * compared byte by byte.
 */
public final class Compare {
    /** What is compared, and what came of it. */
    public record Report(String source, int alerts, long inputs, double edgePerSecond, DecisionLogs logs) {}

    /** The runs; the first is that of the shards alone. */
    public record DecisionLogs(List<Figures> runs) {
        /** True when all runs put out the same. */
        public boolean equal() {
            DecisionLog first = runs.get(0).log;
            return runs.stream().allMatch(run -> run.log.lines().equals(first.lines()));
        }
    }

    private Compare() {}

    public static void main(String[] args) {
        CompareOptions options;
        try {
            options = CompareOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(
                    "benchmarks/correlation compare: " + e.getMessage() + "; see benchmarks/correlation --help");
            System.exit(2);
            return;
        }
        try {
            Report report = run(options);
            print(report, options.json());
            System.exit(report.logs().equal() ? 0 : 1);
        } catch (Exception e) {
            System.err.println("benchmarks/correlation compare: not measured: " + e);
            e.printStackTrace();
            System.exit(1);
        }
    }

    /** Runs everything. */
    public static Report run(CompareOptions options) throws Exception {
        Path work = Files.createTempDirectory(options.folder(), "hookprobe-correlation");
        // Also when the user stops the program: these are gigabytes.
        Thread delete = new Thread(() -> delete(work));
        Runtime.getRuntime().addShutdownHook(delete);
        try {
            return run(options, work);
        } finally {
            delete(work);
        }
    }

    private static Report run(CompareOptions options, Path work) throws Exception {
        boolean recorded = options.data() != null && Files.isDirectory(options.data());
        List<Alert> alerts = recorded ? Alert.recorded(options.data()) : Alert.made(options.alerts());
        String source = recorded ? "recorded: " + options.data() : "made up: there are no recorded alerts";
        if (recorded && alerts.size() < options.alerts()) {
            source += ", " + alerts.size() + " of them, again from the start two weeks later";
        }
        Path inputs = work.resolve("inputs");
        long count = InputFile.write(inputs, alerts, options.alerts());
        System.err.printf("%d alerts (%s), %d inputs%n", options.alerts(), source, count);
        Sharding sharding = options.sharding();
        List<Figures> runs = new ArrayList<>();
        runs.add(told(InProcessRun.alone(inputs, sharding, count)));
        runs.add(told(InProcessRun.durable(inputs, sharding, count, 0, work.resolve("durable"))));
        runs.add(told(InProcessRun.durable(inputs, sharding, count, options.kills(), work.resolve("killed"))));
        if (options.kafka()) {
            try (KafkaBroker broker = KafkaBroker.start(work.resolve("broker"))) {
                String at = broker.address();
                runs.add(told(KafkaRun.whole(at, "one", sharding, inputs, count, work)));
                runs.add(told(KafkaRun.killed(at, "two", sharding, inputs, count, options.kills(), work)));
            }
        }
        return new Report(source, options.alerts(), count, EdgeRun.perSecond(), new DecisionLogs(runs));
    }

    private static Figures told(Figures run) {
        System.err.printf(
                "%s: %.0f inputs/s, %d outputs, %s%n", run.name, run.perSecond, run.log.count(), run.log.hash());
        return run;
    }

    private static void print(Report report, boolean json) throws IOException {
        DecisionLog expected = report.logs().runs().get(0).log;
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("alerts", report.alerts());
            all.put("source", report.source());
            all.put("inputs", report.inputs());
            all.put("decisions", expected.count(Output.Kind.DECISION));
            all.put("cancels", expected.count(Output.Kind.CANCEL));
            all.put("penalties", expected.count(Output.Kind.PENALTY));
            all.put("equal", report.logs().equal());
            all.put("edge_verified_per_second", Math.round(report.edgePerSecond()));
            all.put(
                    "runs",
                    report.logs().runs().stream().map(run -> run.json(expected)).toList());
            System.out.println(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(all));
            return;
        }
        System.out.printf("%d alerts, %s%n", report.alerts(), report.source());
        System.out.printf(
                "%d inputs; %d decisions, %d cancels, %d penalties%n%n",
                report.inputs(),
                expected.count(Output.Kind.DECISION),
                expected.count(Output.Kind.CANCEL),
                expected.count(Output.Kind.PENALTY));
        System.out.printf(
                "%-28s %10s %7s %6s %18s %10s  %-16s%n",
                "run", "inputs/s", "cpu s", "kills", "recovery ms", "outputs", "hash");
        report.logs().runs().forEach(run -> System.out.println(run.row(expected)));
        System.out.printf("%nThe ingest edge verifies %.0f reports/s on one thread.%n", report.edgePerSecond());
        System.out.println(report.logs().equal() ? "Every shard of every run put out the same bytes." : "DIFFERENT.");
    }

    private static void delete(Path work) {
        if (!Files.exists(work)) {
            return;
        }
        try (Stream<Path> all = Files.walk(work)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            System.err.println("delete " + work + " yourself: " + e);
        }
    }
}
