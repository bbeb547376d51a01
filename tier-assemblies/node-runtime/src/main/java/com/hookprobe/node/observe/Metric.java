package com.hookprobe.node.observe;

import com.hookprobe.identity.Tier;
import java.util.List;
import java.util.Set;

/**
 * One metric: what stands in {@code docs/metrics.md} of it.
 *
 * @param name with the prefix {@code hookprobe_}; a counter's without {@code _total}, an info's without {@code _info}
 * @param kind see there
 * @param unit seconds, bytes, ratio, or empty for plain numbers; the name ends with it
 * @param meaning one sentence
 * @param tiers whose nodes have it
 * @param when what a node's configuration needs for it; empty when it needs nothing
 * @param labels their names; values come from lists in the program or the mesh file, never from outside
 * @param bounds of a histogram's buckets, rising, without the last, infinite one; empty for others
 */
public record Metric(
        String name,
        Kind kind,
        String unit,
        String meaning,
        Set<Tier> tiers,
        String when,
        List<String> labels,
        List<Double> bounds) {
    /** Stands before every name. */
    public static final String PREFIX = "hookprobe_";

    private static final List<String> UNITS = List.of("seconds", "bytes", "ratio");

    /** What a metric is to Prometheus and OpenTelemetry. */
    public enum Kind {
        /** Only rises, and begins at 0 with the process. */
        COUNTER,
        /** Goes up and down. */
        GAUGE,
        /** Counts values by size. */
        HISTOGRAM,
        /** Always 1; its labels tell. */
        INFO;

        /** The word of the text formats. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public Metric {
        tiers = Set.copyOf(tiers);
        labels = List.copyOf(labels);
        bounds = List.copyOf(bounds);
        if (!name.matches(PREFIX + "[a-z][a-z0-9]*(_[a-z0-9]+)*")
                || name.endsWith("_total")
                || name.endsWith("_info")
                || (kind == Kind.HISTOGRAM) == bounds.isEmpty()) {
            throw new IllegalArgumentException("no name or kind of a metric: " + name + ' ' + kind);
        }
    }

    /** A counter; the prefix is put before its name. */
    public static Metric counter(Set<Tier> tiers, String name, String meaning, String... labels) {
        return of(Kind.COUNTER, tiers, name, meaning, List.of(), labels);
    }

    /** A gauge; the prefix is put before its name. */
    public static Metric gauge(Set<Tier> tiers, String name, String meaning, String... labels) {
        return of(Kind.GAUGE, tiers, name, meaning, List.of(), labels);
    }

    /** A histogram; the prefix is put before its name. */
    public static Metric histogram(
            Set<Tier> tiers, String name, String meaning, List<Double> bounds, String... labels) {
        return of(Kind.HISTOGRAM, tiers, name, meaning, bounds, labels);
    }

    /** An info; the prefix is put before its name. */
    public static Metric info(Set<Tier> tiers, String name, String meaning, String... labels) {
        return of(Kind.INFO, tiers, name, meaning, List.of(), labels);
    }

    private static Metric of(
            Kind kind, Set<Tier> tiers, String name, String meaning, List<Double> bounds, String... labels) {
        String unit = UNITS.stream()
                .filter(known -> name.endsWith('_' + known))
                .findFirst()
                .orElse("");
        return new Metric(PREFIX + name, kind, unit, meaning, tiers, "", List.of(labels), bounds);
    }

    /** The same, of nodes with this configuration only. */
    public Metric when(String configured) {
        return new Metric(name, kind, unit, meaning, tiers, configured, labels, bounds);
    }

    /** The name that queries use, with a counter's or an info's ending; a histogram's has endings of its own. */
    public String queried() {
        return switch (kind) {
            case COUNTER -> name + "_total";
            case INFO -> name + "_info";
            case GAUGE, HISTOGRAM -> name;
        };
    }
}
