package com.hookprobe.node.observe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All metrics of a node at one moment. For one thread at a time; nobody writes once it is read. */
public final class Sheet {
    /** Series of one metric; what is more is left out and counted. */
    public static final int SERIES_MAX = 256;

    private static final int LABEL_CHARS_MAX = 64;

    private final long wallMicros;
    private final Map<String, Family> families = new TreeMap<>();
    private int leftOut;

    /** @param wallMicros the moment, microseconds since 1970 */
    public Sheet(long wallMicros) {
        this.wallMicros = wallMicros;
    }

    /**
     * A metric with its series.
     *
     * @param series empty when it has not happened yet
     */
    public record Family(Metric metric, Map<List<String>, Series> series) {}

    /**
     * @param labels in the order of the metric's
     * @param value of all but histograms
     * @param counted of a histogram; empty lists for others
     */
    public record Series(List<String> labels, double value, Histogram.Counted counted) {}

    private static final Histogram.Counted NOTHING = new Histogram.Counted(List.of(), List.of(), 0);

    /** The moment, microseconds since 1970. */
    public long wallMicros() {
        return wallMicros;
    }

    /** The node has this metric, with or without values. */
    public void declare(Metric metric) {
        family(metric);
    }

    /** Sets a value. */
    public void set(Metric metric, double value, String... labels) {
        put(metric, value, NOTHING, labels);
    }

    /** Adds to a value that begins at 0. */
    public void add(Metric metric, double value, String... labels) {
        Series known = family(metric).series().get(List.of(labels));
        put(metric, value + (known == null ? 0 : known.value()), NOTHING, labels);
    }

    /** Sets a histogram. */
    public void set(Metric metric, Histogram.Counted counted, String... labels) {
        put(metric, 0, counted, labels);
    }

    private void put(Metric metric, double value, Histogram.Counted counted, String... labels) {
        if (labels.length != metric.labels().size()) {
            throw new IllegalArgumentException(
                    metric.name() + " has the labels " + metric.labels() + ", found " + labels.length + " values");
        }
        List<String> values = new ArrayList<>(labels.length);
        for (String label : labels) {
            values.add(label.length() > LABEL_CHARS_MAX ? label.substring(0, LABEL_CHARS_MAX) : label);
        }
        Map<List<String>, Series> series = family(metric).series();
        if (series.size() >= SERIES_MAX && !series.containsKey(values)) {
            leftOut++;
            return;
        }
        series.put(values, new Series(List.copyOf(values), value, counted));
    }

    private Family family(Metric metric) {
        Family family = families.computeIfAbsent(metric.name(), name -> new Family(metric, new LinkedHashMap<>()));
        if (!family.metric().equals(metric)) {
            throw new IllegalArgumentException("two metrics have the name " + metric.name());
        }
        return family;
    }

    /** Series that had no room. */
    public int leftOut() {
        return leftOut;
    }

    /** All metrics in the order of their names. */
    public Collection<Family> families() {
        return Collections.unmodifiableCollection(families.values());
    }
}
