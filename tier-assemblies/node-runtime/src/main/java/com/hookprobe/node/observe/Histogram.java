package com.hookprobe.node.observe;

import java.util.List;

/** Counts values by size. Thread-safe. */
public final class Histogram {
    private final List<Double> bounds;
    private final long[] counts;
    private double sum;

    /** @param bounds rising; above the last one is one more bucket */
    public Histogram(List<Double> bounds) {
        this.bounds = List.copyOf(bounds);
        this.counts = new long[bounds.size() + 1];
    }

    /**
     * What it has counted.
     *
     * @param bounds of the buckets
     * @param counts of each bucket alone, one more than bounds
     * @param sum of all values
     */
    public record Counted(List<Double> bounds, List<Long> counts, double sum) {
        /** All values. */
        public long count() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }
    }

    /** One more; what is not finite is left out, a negative value counts as 0. */
    public synchronized void observe(double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        double counted = Math.max(0, value);
        int bucket = 0;
        while (bucket < bounds.size() && counted > bounds.get(bucket)) {
            bucket++;
        }
        counts[bucket]++;
        sum += counted;
    }

    /** As it stands. */
    public synchronized Counted counted() {
        return new Counted(bounds, java.util.Arrays.stream(counts).boxed().toList(), sum);
    }
}
