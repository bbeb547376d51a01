package com.hookprobe.node.status;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.hookprobe.node.observe.Metric;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.observe.Sheet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a node says of itself to its operator: {@code status.json} in its data folder, replaced as a whole every few seconds, so that its
 * age tells whether the node lives. Not synced: nobody relies on it after a crash.
 *
 * @param node its name
 * @param id its NodeId in hexadecimal
 * @param pid of its process
 * @param written microseconds since 1970
 * @param ready whether it can do its duty
 * @param checks why, or why not
 * @param metrics by name and labels as Prometheus writes them: {@code name{label="value"}}; of histograms sum and count; in the file only
 *     those of {@link NodeTable#SHOWN}
 */
public record NodePage(
        String node,
        String tier,
        String id,
        String version,
        long pid,
        long written,
        boolean ready,
        List<Readiness.Check> checks,
        Map<String, Double> metrics) {
    /** The file's name in the data folder. */
    public static final String FILE = "status.json";

    /** A page older than this says nothing of now: it is written every 10 s. */
    public static final long STALE_MICROS = 30_000_000L;

    private static final int BYTES_MAX = 4 << 20;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .build();

    /** A sheet's values by name and labels. */
    public static Map<String, Double> values(Sheet sheet) {
        Map<String, Double> values = new TreeMap<>();
        for (Sheet.Family family : sheet.families()) {
            Metric metric = family.metric();
            for (Sheet.Series series : family.series().values()) {
                String labels = labels(metric.labels(), series.labels());
                if (metric.kind() == Metric.Kind.HISTOGRAM) {
                    values.put(metric.name() + "_sum" + labels, series.counted().sum());
                    values.put(metric.name() + "_count" + labels, (double)
                            series.counted().count());
                } else {
                    values.put(metric.queried() + labels, series.value());
                }
            }
        }
        return values;
    }

    private static String labels(List<String> names, List<String> values) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            text.append(i == 0 ? "{" : ",")
                    .append(names.get(i))
                    .append("=\"")
                    .append(values.get(i))
                    .append('"');
        }
        return names.isEmpty() ? "" : text.append('}').toString();
    }

    /** The same with the metrics that people are shown. */
    public NodePage shown() {
        Map<String, Double> some = new TreeMap<>(metrics);
        some.keySet().removeIf(key -> !NodeTable.SHOWN.contains(key.split("\\{", 2)[0]));
        return new NodePage(node, tier, id, version, pid, written, ready, checks, some);
    }

    /** One JSON object. */
    public String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Replaces the page in a data folder. */
    public void write(Path data) throws IOException {
        PageFile.replace(data.resolve(FILE), json());
    }

    /** Takes the page away from a data folder. */
    public static void remove(Path data) throws IOException {
        Files.deleteIfExists(data.resolve(FILE));
    }

    /**
     * Reads the page in a data folder.
     *
     * @throws NoSuchFileException when there is none
     * @throws IOException when it is damaged; the message names the file
     */
    public static NodePage read(Path data) throws IOException {
        Path file = data.resolve(FILE);
        return parse(file.toString(), PageFile.read(file, BYTES_MAX));
    }

    /** @param from names what was read, for the message */
    public static NodePage parse(String from, String text) throws IOException {
        try {
            return JSON.readValue(text, NodePage.class);
        } catch (JsonProcessingException e) {
            throw new IOException(from + " is no status page of this version: " + e.getOriginalMessage(), e);
        }
    }
}
