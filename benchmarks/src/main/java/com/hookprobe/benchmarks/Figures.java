package com.hookprobe.benchmarks;

import java.util.List;

/** Of a few measured values. */
final class Figures {
    private Figures() {}

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    static double least(List<Double> values) {
        return values.stream().mapToDouble(d -> d).min().orElseThrow();
    }

    static double most(List<Double> values) {
        return values.stream().mapToDouble(d -> d).max().orElseThrow();
    }

    /** Of sorted values: the one below which a share of them lies; 0 of none. */
    static long quantile(List<Long> sorted, double share) {
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1L, (long) (share * sorted.size())));
    }
}
