package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.Tier;
import com.hookprobe.node.observe.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code docs/metrics.md}: written from what nodes expose when the system property {@code metrics.write} is set, and read by tests. */
final class MetricsPage {
    static final Path FILE = Path.of("../../docs/metrics.md");

    private static final String HEAD = """
            # Metrics

            What a node tells at `/metrics` of its API (`api` in its configuration, `docs/operating.md`), in Prometheus's text format or in
            OpenMetrics, as the request's Accept header wants it; `api.otlp` pushes the same to a collector. Units are seconds, bytes and
            ratios from 0 to 1. Counters begin at 0 with the process. Labels have values from lists in the program or the mesh file, never
            from outside; of one metric at most 256 series are told (`hookprobe_metrics_series_left_out` says how many were not).

            A test starts a whole mesh and compares what its nodes expose with this page, both ways, and writes it anew with
            `mvn -o -pl tier-assemblies/node-runtime test -Dtest=ObservedMeshTest -Dmetrics.write`.
            `all` are all nodes; sites are guardian, fortress and nexus.

            | metric | type | unit | labels | nodes | meaning |
            |---|---|---|---|---|---|
            """;

    private MetricsPage() {}

    /** What stands on the page of a metric. */
    record Row(String name, String type, String unit, String labels, String nodes, String meaning) {
        String line() {
            return "| `" + name + "` | " + type + " | " + unit + " | " + labels + " | " + nodes + " | " + meaning
                    + " |";
        }
    }

    static Row row(Metric metric) {
        String nodes = metric.tiers().size() == Tier.values().length
                ? "all"
                : Stream.of(Tier.values())
                        .filter(metric.tiers()::contains)
                        .map(Tier::text)
                        .collect(Collectors.joining(", "));
        String when = metric.when().isEmpty() ? "" : "; with " + metric.when();
        return new Row(
                metric.queried(),
                metric.kind().word(),
                metric.unit(),
                String.join(", ", metric.labels()),
                nodes + when,
                metric.meaning());
    }

    static void write(Collection<Metric> metrics) throws IOException {
        String rows = metrics.stream()
                .sorted(Comparator.comparing(Metric::queried))
                .map(metric -> row(metric).line() + "\n")
                .collect(Collectors.joining());
        Files.writeString(FILE, HEAD + rows);
    }

    /** By name. */
    static Map<String, Row> read() throws IOException {
        Map<String, Row> rows = new TreeMap<>();
        for (String line : Files.readAllLines(FILE)) {
            if (line.startsWith("| `hookprobe_")) {
                List<String> cells =
                        Stream.of(line.split("\\|", -1)).map(String::strip).toList();
                assertThat(cells).as(line).hasSize(8);
                String name = cells.get(1).replace("`", "");
                assertThat(rows.put(
                                name,
                                new Row(name, cells.get(2), cells.get(3), cells.get(4), cells.get(5), cells.get(6))))
                        .as("one row of " + name)
                        .isNull();
            }
        }
        return rows;
    }
}
