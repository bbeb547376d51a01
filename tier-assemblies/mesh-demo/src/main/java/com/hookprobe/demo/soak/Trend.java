package com.hookprobe.demo.soak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Does a number grow without end? The samples of one life of one process, without its warm-up, are cut into three parts of the same length.
 * It grows when the medians of the three rise, and the last is above the first by more than a fifth and more than a slack. A node that fills
 * its caches and then stays, or jumps once and stays, does not; one that leaks does, in the longer time the smaller the leak.
 */
final class Trend {
    private static final double GROWTH_MAX = 0.20;

    private final double slack;
    private final int samplesMin;
    private final List<Double> samples = new ArrayList<>();

    /**
     * @param slack growth that is nothing, in the number's own unit
     * @param samplesMin with fewer nothing is said
     */
    Trend(double slack, int samplesMin) {
        this.slack = slack;
        this.samplesMin = samplesMin;
    }

    void add(double value) {
        samples.add(value);
    }

    int size() {
        return samples.size();
    }

    double last() {
        return samples.isEmpty() ? 0 : samples.get(samples.size() - 1);
    }

    double most() {
        return samples.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    /** The three medians; empty with too few samples to say anything. */
    Optional<double[]> medians() {
        if (samples.size() < samplesMin) {
            return Optional.empty();
        }
        int third = samples.size() / 3;
        return Optional.of(new double[] {
            median(samples.subList(0, third)),
            median(samples.subList(third, samples.size() - third)),
            median(samples.subList(samples.size() - third, samples.size()))
        });
    }

    boolean grows() {
        return medians()
                .filter(m -> m[0] < m[1] && m[1] < m[2] && m[2] - m[0] > Math.max(slack, GROWTH_MAX * m[0]))
                .isPresent();
    }

    private static double median(List<Double> part) {
        double[] sorted = part.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
