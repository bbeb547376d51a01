package com.hookprobe.node.observe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * A sheet as an ExportMetricsServiceRequest of OTLP 1.x in its JSON encoding: 64-bit numbers are texts, names are in camel case, sums are
 * cumulative from the node's start.
 */
public final class OtlpJson {
    /** The media type. */
    public static final String TYPE = "application/json";

    /** AGGREGATION_TEMPORALITY_CUMULATIVE. */
    private static final int CUMULATIVE = 2;

    private static final JsonFactory JSON = new JsonFactory();
    private static final Map<String, String> UNITS = Map.of("seconds", "s", "bytes", "By", "ratio", "1");

    private final JsonGenerator json;
    private final String start;
    private final String now;

    private OtlpJson(JsonGenerator json, long startMicros, long nowMicros) {
        this.json = json;
        this.start = nanos(startMicros);
        this.now = nanos(nowMicros);
    }

    /**
     * The request's body.
     *
     * @param resource attributes of what the metrics are about, as {@code service.name}
     * @param startMicros when the node's counters began, microseconds since 1970
     */
    public static byte[] request(Sheet sheet, Map<String, String> resource, String version, long startMicros) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 14);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            new OtlpJson(json, startMicros, sheet.wallMicros()).write(sheet, resource, version);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return out.toByteArray();
    }

    private void write(Sheet sheet, Map<String, String> resource, String version) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("resourceMetrics");
        json.writeStartObject();
        json.writeObjectFieldStart("resource");
        attributes(List.copyOf(resource.keySet()), List.copyOf(resource.values()));
        json.writeEndObject();
        json.writeArrayFieldStart("scopeMetrics");
        json.writeStartObject();
        json.writeObjectFieldStart("scope");
        json.writeStringField("name", "hookprobe");
        json.writeStringField("version", version);
        json.writeEndObject();
        json.writeArrayFieldStart("metrics");
        for (Sheet.Family family : sheet.families()) {
            if (!family.series().isEmpty()) {
                metric(family);
            }
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private void metric(Sheet.Family family) throws IOException {
        Metric metric = family.metric();
        json.writeStartObject();
        json.writeStringField("name", metric.kind() == Metric.Kind.INFO ? metric.queried() : metric.name());
        json.writeStringField("description", metric.meaning());
        json.writeStringField("unit", UNITS.getOrDefault(metric.unit(), "1"));
        switch (metric.kind()) {
            case COUNTER -> {
                json.writeObjectFieldStart("sum");
                json.writeNumberField("aggregationTemporality", CUMULATIVE);
                json.writeBooleanField("isMonotonic", true);
            }
            case HISTOGRAM -> {
                json.writeObjectFieldStart("histogram");
                json.writeNumberField("aggregationTemporality", CUMULATIVE);
            }
            case GAUGE, INFO -> json.writeObjectFieldStart("gauge");
        }
        json.writeArrayFieldStart("dataPoints");
        for (Sheet.Series series : family.series().values()) {
            point(metric, series);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
    }

    private void point(Metric metric, Sheet.Series series) throws IOException {
        json.writeStartObject();
        attributes(metric.labels(), series.labels());
        if (metric.kind() == Metric.Kind.COUNTER || metric.kind() == Metric.Kind.HISTOGRAM) {
            json.writeStringField("startTimeUnixNano", start);
        }
        json.writeStringField("timeUnixNano", now);
        if (metric.kind() == Metric.Kind.HISTOGRAM) {
            histogram(series.counted());
        } else {
            json.writeNumberField("asDouble", series.value());
        }
        json.writeEndObject();
    }

    private void histogram(Histogram.Counted counted) throws IOException {
        json.writeStringField("count", Long.toString(counted.count()));
        json.writeNumberField("sum", counted.sum());
        json.writeArrayFieldStart("bucketCounts");
        for (Long count : counted.counts()) {
            json.writeString(Long.toString(count));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("explicitBounds");
        for (Double bound : counted.bounds()) {
            json.writeNumber(bound);
        }
        json.writeEndArray();
    }

    private void attributes(List<String> keys, List<String> values) throws IOException {
        json.writeArrayFieldStart("attributes");
        for (int i = 0; i < keys.size(); i++) {
            json.writeStartObject();
            json.writeStringField("key", keys.get(i));
            json.writeObjectFieldStart("value");
            json.writeStringField("stringValue", values.get(i));
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static String nanos(long micros) {
        return Long.toString(Math.multiplyExact(micros, 1_000L));
    }
}
