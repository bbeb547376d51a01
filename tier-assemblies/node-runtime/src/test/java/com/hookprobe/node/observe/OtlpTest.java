package com.hookprobe.node.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The push of metrics, to a real HTTP server that reads it as the specification says. */
class OtlpTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Metric COUNTER = Metric.counter(Nodes.EVERY, "things", "Things.", "kind");
    private static final Metric SIZE = Metric.gauge(Nodes.EVERY, "size_bytes", "A size.");
    private static final Metric TIMES = Metric.histogram(Nodes.EVERY, "times_seconds", "Times.", List.of(0.5));
    private static final Metric NEVER = Metric.counter(Nodes.EVERY, "never", "Nothing.", "kind");

    private static byte[] request() {
        Sheet sheet = new Sheet(1_790_000_000_000_000L);
        sheet.set(COUNTER, 3, "a");
        sheet.set(SIZE, 1.5);
        sheet.declare(NEVER);
        Histogram histogram = new Histogram(TIMES.bounds());
        histogram.observe(0.25);
        histogram.observe(1);
        sheet.set(TIMES, histogram.counted());
        return OtlpJson.request(sheet, Map.of("service.name", "hookprobe-guardian"), "1.0", 1_700_000_000_000_000L);
    }

    @Test
    void aPushIsWhatTheSpecificationSays() throws Exception {
        try (Collector collector = new Collector();
                OtlpExporter exporter = new OtlpExporter(
                        "test",
                        collector.endpoint(),
                        Map.of("Authorization", "Bearer secret"),
                        new OtlpSchedule(SECOND / 100, System.nanoTime(), new Random(1)),
                        OtlpTest::request,
                        (failing, why) -> {})) {
            exporter.start();
            Collector.Push push = collector.await();
            assertThat(push.headers()).containsEntry("authorization", "Bearer secret");
            Map<String, JsonNode> metrics = Collector.metrics(push);
            assertThat(metrics).containsOnlyKeys("hookprobe_things", "hookprobe_size_bytes", "hookprobe_times_seconds");
            JsonNode sum = metrics.get("hookprobe_things")
                    .path("sum")
                    .path("dataPoints")
                    .path(0);
            assertThat(sum.path("asDouble").asDouble()).isEqualTo(3);
            assertThat(sum.path("startTimeUnixNano").asText()).isEqualTo("1700000000000000000");
            assertThat(sum.path("timeUnixNano").asText()).isEqualTo("1790000000000000000");
            assertThat(metrics.get("hookprobe_size_bytes").path("unit").asText())
                    .isEqualTo("By");
            assertThat(metrics.get("hookprobe_times_seconds")
                            .path("histogram")
                            .path("dataPoints")
                            .path(0)
                            .toString())
                    .contains("\"count\":\"2\",\"sum\":1.25,\"bucketCounts\":[\"1\",\"1\"],\"explicitBounds\":[0.5]");
        }
    }

    @Test
    void whatIsNotTakenIsTriedAgainAndToldOnce() throws Exception {
        LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (Collector collector = new Collector()) {
            collector.answer(503, "", "0");
            collector.answer(429, "", "");
            collector.answer(400, "{}", "");
            collector.answer(200, "{\"partialSuccess\":{\"rejectedDataPoints\":\"7\"}}", "");
            collector.answer(200, "{\"partialSuccess\":{\"rejectedDataPoints\":0}}", "");
            try (OtlpExporter exporter = new OtlpExporter(
                    "test",
                    collector.endpoint(),
                    Map.of(),
                    new OtlpSchedule(SECOND / 100, System.nanoTime(), new Random(1)),
                    OtlpTest::request,
                    (failing, why) -> told.add(failing + " " + why))) {
                exporter.start();
                for (int i = 0; i < 6; i++) {
                    collector.await();
                }
                assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("true the collector answered 503");
                assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("false ");
                assertThat(exporter.failed()).isEqualTo(4);
                assertThat(exporter.delivered()).isPositive();
            }
        }
    }

    @Test
    void nobodyListensAndTheNodeGoesOn() throws Exception {
        LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
        Collector gone = new Collector();
        gone.close();
        try (OtlpExporter exporter = new OtlpExporter(
                "test",
                gone.endpoint(),
                Map.of(),
                new OtlpSchedule(SECOND / 100, System.nanoTime(), new Random(1)),
                OtlpTest::request,
                (failing, why) -> told.add(failing + " " + why))) {
            exporter.start();
            assertThat(told.poll(60, TimeUnit.SECONDS)).startsWith("true the collector cannot be reached");
        }
    }

    @Test
    void retriesComeLaterEachTimeButNoLaterThanTheInterval() {
        OtlpSchedule schedule = new OtlpSchedule(60 * SECOND, 0, new Random(7));
        assertThat(schedule.nextNs()).isBetween(1L, 60 * SECOND);
        long now = schedule.nextNs();
        long[] most = {1, 2, 4, 8, 16, 32, 60, 60, 60};
        for (long seconds : most) {
            schedule.onFailure(now, 0);
            assertThat(schedule.nextNs() - now).isBetween(seconds * SECOND / 2, seconds * SECOND);
            now = schedule.nextNs();
        }
        schedule.onFailure(now, 300 * SECOND);
        assertThat(schedule.nextNs() - now).isEqualTo(300 * SECOND);
        schedule.onFailure(now, 86_400 * SECOND);
        assertThat(schedule.nextNs() - now).isEqualTo(600 * SECOND);
        schedule.onDone(now);
        assertThat(schedule.nextNs() - now).isEqualTo(60 * SECOND);
        schedule.onFailure(now, 0);
        assertThat(schedule.nextNs() - now).isLessThanOrEqualTo(SECOND);
    }
}
