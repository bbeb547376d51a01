package com.hookprobe.node.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A collector of OTLP 1.x over HTTP in JSON, which takes only what the specification allows: the names of
 * {@code metrics.proto} in camel case, 64-bit numbers as texts, cumulative sums with a start, buckets that fit their bounds.
 */
public final class Collector implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> UNITS = Set.of("s", "By", "1");

    private final HttpServer server;
    private final BlockingQueue<Push> pushes = new LinkedBlockingQueue<>();
    private final Deque<Answer> answers = new ArrayDeque<>();

    /** A request that came: its headers' values by lower-case name, and its body. */
    public record Push(Map<String, String> headers, JsonNode body) {}

    /** What is answered next. */
    public record Answer(int status, String body, String retryAfter) {}

    public Collector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/v1/metrics", this::take);
        server.start();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/metrics");
    }

    public synchronized void answer(int status, String body, String retryAfter) {
        answers.add(new Answer(status, body, retryAfter));
    }

    private synchronized Answer next() {
        return answers.isEmpty() ? new Answer(200, "{}", "") : answers.remove();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new TreeMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
            headers.put(":method", exchange.getRequestMethod());
            pushes.add(new Push(headers, JSON.readTree(exchange.getRequestBody().readAllBytes())));
            Answer answer = next();
            if (!answer.retryAfter().isEmpty()) {
                exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** The next push; the test fails when none comes. */
    public Push await() throws InterruptedException {
        Push push = pushes.poll(90, TimeUnit.SECONDS);
        assertThat(push).as("a push").isNotNull();
        return push;
    }

    /** Its metrics by name, each checked. */
    public static Map<String, JsonNode> metrics(Push push) {
        assertThat(push.headers()).containsEntry(":method", "POST").containsEntry("content-type", "application/json");
        only(push.body(), "resourceMetrics");
        JsonNode resource = push.body().path("resourceMetrics").path(0);
        only(resource, "resource", "scopeMetrics");
        only(resource.path("resource"), "attributes");
        attributes(resource.path("resource").path("attributes"));
        JsonNode scope = resource.path("scopeMetrics").path(0);
        only(scope, "scope", "metrics");
        only(scope.path("scope"), "name", "version");
        Map<String, JsonNode> metrics = new TreeMap<>();
        for (JsonNode metric : scope.path("metrics")) {
            metric(metric);
            assertThat(metrics.put(metric.path("name").asText(), metric)).isNull();
        }
        return metrics;
    }

    private static void metric(JsonNode metric) {
        String name = metric.path("name").asText();
        assertThat(name).matches("[A-Za-z][A-Za-z0-9_.\\-/]{0,254}");
        assertThat(metric.path("unit").asText()).as(name).isIn(UNITS);
        assertThat(metric.path("description").asText()).as(name).isNotEmpty();
        boolean sum = metric.has("sum");
        boolean histogram = metric.has("histogram");
        String data = sum ? "sum" : histogram ? "histogram" : "gauge";
        only(metric, "name", "description", "unit", data);
        JsonNode body = metric.path(data);
        if (sum || histogram) {
            assertThat(body.path("aggregationTemporality").asInt()).as(name).isEqualTo(2);
        }
        if (sum) {
            assertThat(body.path("isMonotonic").asBoolean()).as(name).isTrue();
        }
        assertThat(body.path("dataPoints").isEmpty()).as(name).isFalse();
        Set<String> labels = new HashSet<>();
        for (JsonNode point : body.path("dataPoints")) {
            attributes(point.path("attributes"));
            assertThat(labels.add(point.path("attributes").toString())).as(name).isTrue();
            long now = nanos(point.path("timeUnixNano"));
            if (sum || histogram) {
                assertThat(nanos(point.path("startTimeUnixNano"))).as(name).isLessThanOrEqualTo(now);
            }
            if (histogram) {
                histogram(name, point);
            } else {
                assertThat(point.path("asDouble").isNumber()).as(name).isTrue();
                assertThat(sum && point.path("asDouble").asDouble() < 0)
                        .as(name)
                        .isFalse();
            }
        }
    }

    private static void histogram(String name, JsonNode point) {
        long all = 0;
        for (JsonNode count : point.path("bucketCounts")) {
            assertThat(count.isTextual()).as(name).isTrue();
            all += Long.parseLong(count.asText());
        }
        assertThat(point.path("count").asText()).as(name).isEqualTo(Long.toString(all));
        assertThat(point.path("bucketCounts").size())
                .as(name)
                .isEqualTo(point.path("explicitBounds").size() + 1);
        assertThat(point.path("sum").isNumber()).as(name).isTrue();
    }

    private static long nanos(JsonNode number) {
        assertThat(number.isTextual()).isTrue();
        return Long.parseLong(number.asText());
    }

    private static void attributes(JsonNode attributes) {
        assertThat(attributes.isArray()).isTrue();
        for (JsonNode attribute : attributes) {
            only(attribute, "key", "value");
            only(attribute.path("value"), "stringValue");
            assertThat(attribute.path("value").path("stringValue").isTextual()).isTrue();
        }
    }

    private static void only(JsonNode object, String... names) {
        Set<String> found = new HashSet<>();
        for (Iterator<String> each = object.fieldNames(); each.hasNext(); ) {
            found.add(each.next());
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(List.of(names));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
