package com.hookprobe.node.observe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Counts what a node's log tells, where an event is the one place at which something happens: a line of the log and a metric then never
 * differ. Counts also what the log does not write. Thread-safe.
 */
public final class EventTally {
    /** Values of one metric's labels that are told apart. */
    private static final int KEYS_MAX = 128;

    private static final List<String> OTHER = List.of("other");

    /**
     * What is counted of an event.
     *
     * @param event its name
     * @param metric a counter, or a histogram without labels
     * @param labels the values of the metric's labels
     * @param amount how much it counts, or the value; empty when it does not count
     */
    public record Rule(
            String event,
            Metric metric,
            Function<Map<String, Object>, List<String>> labels,
            Function<Map<String, Object>, Optional<Double>> amount) {
        /** Each event counts one; the labels' values are those of the fields. */
        public static Rule count(String event, Metric metric, String... fields) {
            return new Rule(event, metric, event(fields), map -> Optional.of(1.0));
        }

        /** Each event counts one, under labels that do not depend on it. */
        public static Rule countAs(String event, Metric metric, String... labels) {
            List<String> fixed = List.of(labels);
            return new Rule(event, metric, map -> fixed, map -> Optional.of(1.0));
        }

        /** Each event counts one; the labels are found from its fields. */
        public static Rule countBy(String event, Metric metric, Function<Map<String, Object>, List<String>> labels) {
            return new Rule(event, metric, labels, map -> Optional.of(1.0));
        }

        /** A field's value, divided. */
        public static Rule value(String event, Metric metric, String field, double divisor) {
            return new Rule(
                    event, metric, map -> List.of(), map -> number(map, field).map(value -> value / divisor));
        }

        /** The time between two fields in microseconds, in seconds. */
        public static Rule between(String event, Metric metric, String from, String to) {
            return new Rule(
                    event,
                    metric,
                    map -> List.of(),
                    map -> number(map, from).flatMap(first -> number(map, to).map(last -> (last - first) / 1e6)));
        }

        private static Function<Map<String, Object>, List<String>> event(String... fields) {
            List<String> names = List.of(fields);
            return map -> names.stream()
                    .map(name -> String.valueOf(map.get(name)).toLowerCase(java.util.Locale.ROOT))
                    .toList();
        }

        private static Optional<Double> number(Map<String, Object> map, String field) {
            return map.get(field) instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty();
        }
    }

    private final List<Rule> all;
    private final Map<String, List<Rule>> rules = new HashMap<>();
    private final Map<String, Map<List<String>, LongAdder>> counts = new ConcurrentHashMap<>();
    private final Map<String, Histogram> histograms = new HashMap<>();

    public EventTally(List<Rule> rules) {
        this.all = List.copyOf(rules);
        for (Rule rule : rules) {
            this.rules.computeIfAbsent(rule.event(), name -> new ArrayList<>()).add(rule);
            if (rule.metric().kind() == Metric.Kind.HISTOGRAM) {
                histograms.computeIfAbsent(
                        rule.metric().name(),
                        name -> new Histogram(rule.metric().bounds()));
            }
        }
    }

    /** Takes an event and its fields: name, value, name, value, ... */
    public void take(String event, Object... fields) {
        List<Rule> told = rules.get(event);
        if (told == null) {
            return;
        }
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i + 1 < fields.length; i += 2) {
            map.put((String) fields[i], fields[i + 1]);
        }
        for (Rule rule : told) {
            rule.amount().apply(map).ifPresent(amount -> count(rule, map, amount));
        }
    }

    private void count(Rule rule, Map<String, Object> map, double amount) {
        Histogram histogram = histograms.get(rule.metric().name());
        if (histogram != null) {
            histogram.observe(amount);
            return;
        }
        Map<List<String>, LongAdder> known =
                counts.computeIfAbsent(rule.metric().name(), name -> new ConcurrentHashMap<>());
        List<String> labels = rule.labels().apply(map);
        if (known.size() >= KEYS_MAX && !known.containsKey(labels)) {
            labels = labels.stream().flatMap(label -> OTHER.stream()).toList();
        }
        known.computeIfAbsent(labels, key -> new LongAdder()).add(Math.round(amount));
    }

    /** Puts the metrics of a tier's nodes onto a sheet; counters without labels begin at 0. */
    public void write(Sheet sheet, com.hookprobe.identity.Tier tier) {
        for (Rule rule : all) {
            Metric metric = rule.metric();
            if (!metric.tiers().contains(tier)) {
                continue;
            }
            Histogram histogram = histograms.get(metric.name());
            Map<List<String>, LongAdder> known = counts.getOrDefault(metric.name(), Map.of());
            if (histogram != null) {
                sheet.set(metric, histogram.counted());
            } else if (metric.labels().isEmpty()) {
                LongAdder count = known.get(List.<String>of());
                sheet.set(metric, count == null ? 0 : count.sum());
            } else {
                sheet.declare(metric);
                known.forEach((labels, count) -> sheet.set(metric, count.sum(), labels.toArray(String[]::new)));
            }
        }
    }
}
