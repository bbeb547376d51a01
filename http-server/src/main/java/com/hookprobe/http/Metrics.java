package com.hookprobe.http;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests, for Prometheus (text format 0.0.4). Labels come from the table of endpoints, never from a request. Thread-safe. */
public final class Metrics {
    /** The media type of {@link #text}. */
    public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final double[] BOUNDS = {0.001, 0.01, 0.1, 1, 10};
    private static final double NANOS = 1e9;

    private final String prefix;
    private final Map<Asked, LongAdder> requests = new ConcurrentHashMap<>();
    private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
    private final LongAdder nanos = new LongAdder();
    private final AtomicInteger running = new AtomicInteger();

    /**
     * What was asked for, and how it was answered.
     *
     * @param route the template of the path, or {@code none}
     * @param method one of the known ones, or {@code other}
     */
    public record Asked(String route, String method, int status) {
        private String labels() {
            return "route=\"" + route + "\",method=\"" + method + "\",status=\"" + status + '"';
        }
    }

    /**
     * What was counted so far.
     *
     * @param buckets of the durations, each alone: up to each of {@code bounds}, and one more
     * @param bounds in seconds
     * @param seconds sum of the durations
     * @param running requests being answered
     */
    public record Counted(
            Map<Asked, Long> requests, List<Long> buckets, List<Double> bounds, double seconds, int running) {}

    /**
     * All zero.
     *
     * @param prefix of every name, with its ending underscore
     */
    public Metrics(String prefix) {
        this.prefix = prefix;
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new LongAdder();
        }
    }

    void began() {
        running.incrementAndGet();
    }

    /**
     * @param route the template, or a fixed word for what matched none
     * @param method one of the known ones, or a fixed word
     */
    void answered(String route, String method, int status, long took) {
        requests.computeIfAbsent(new Asked(route, method, status), key -> new LongAdder())
                .increment();
        nanos.add(took);
        int bucket = 0;
        while (bucket < BOUNDS.length && took / NANOS > BOUNDS[bucket]) {
            bucket++;
        }
        buckets[bucket].increment();
    }

    void ended() {
        running.decrementAndGet();
    }

    /** As it stands, for whoever has a format of his own. */
    public Counted counted() {
        Map<Asked, Long> all = new HashMap<>();
        requests.forEach((asked, count) -> all.put(asked, count.sum()));
        List<Long> counts = Arrays.stream(buckets).map(LongAdder::sum).toList();
        List<Double> bounds = Arrays.stream(BOUNDS).boxed().toList();
        return new Counted(Map.copyOf(all), counts, bounds, nanos.sum() / NANOS, running.get());
    }

    /**
     * All of it.
     *
     * @param gauges more of them, by name without the prefix
     * @param help what is said of those
     * @param waiting requests that wait for a worker
     */
    public String text(Map<String, Long> gauges, String help, int waiting) {
        StringBuilder out = new StringBuilder();
        head(out, "requests_total", "counter", "Requests answered.");
        Map<String, LongAdder> sorted = new TreeMap<>();
        requests.forEach((asked, count) -> sorted.put(asked.labels(), count));
        sorted.forEach((labels, count) -> out.append(prefix)
                .append("requests_total{")
                .append(labels)
                .append("} ")
                .append(count.sum())
                .append('\n'));
        durations(out);
        gauge(out, "requests_running", "Requests being answered.", running.get());
        gauge(out, "requests_waiting", "Requests that wait for a worker.", waiting);
        gauges.forEach((name, value) -> gauge(out, name, help, value));
        return out.toString();
    }

    private void durations(StringBuilder out) {
        head(out, "request_seconds", "histogram", "Time from the request's headers until its answer is made.");
        long sum = 0;
        for (int i = 0; i < buckets.length; i++) {
            sum += buckets[i].sum();
            String bound = i < BOUNDS.length ? Double.toString(BOUNDS[i]) : "+Inf";
            out.append(prefix)
                    .append("request_seconds_bucket{le=\"")
                    .append(bound)
                    .append("\"} ")
                    .append(sum);
            out.append('\n');
        }
        out.append(prefix)
                .append("request_seconds_sum ")
                .append(nanos.sum() / NANOS)
                .append('\n');
        out.append(prefix).append("request_seconds_count ").append(sum).append('\n');
    }

    private void gauge(StringBuilder out, String name, String help, long value) {
        head(out, name, "gauge", help);
        out.append(prefix).append(name).append(' ').append(value).append('\n');
    }

    private void head(StringBuilder out, String name, String type, String help) {
        out.append("# HELP ")
                .append(prefix)
                .append(name)
                .append(' ')
                .append(help)
                .append('\n');
        out.append("# TYPE ")
                .append(prefix)
                .append(name)
                .append(' ')
                .append(type)
                .append('\n');
    }
}
