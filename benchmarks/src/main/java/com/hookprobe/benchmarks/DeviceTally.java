package com.hookprobe.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What devices have met, summed over threads; taken and begun anew with each question. */
final class DeviceTally {
    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<String, Samples> times = new TreeMap<>();

    private static final class Samples {
        private static final int MOST = 1 << 20;
        private long[] values = new long[1_024];
        private int size;

        private void add(long value) {
            if (size < MOST) {
                if (size == values.length) {
                    values = Arrays.copyOf(values, 2 * size);
                }
                values[size++] = value;
            }
        }
    }

    synchronized void count(String what) {
        add(what, 1);
    }

    synchronized void add(String what, long more) {
        counts.merge(what, more, Long::sum);
    }

    synchronized void time(String what, long nanos) {
        times.computeIfAbsent(what, key -> new Samples()).add(nanos);
    }

    synchronized Map<String, Object> take() {
        Map<String, Object> all = new LinkedHashMap<>(counts);
        times.forEach((what, samples) -> {
            long[] sorted = Arrays.copyOf(samples.values, samples.size);
            Arrays.sort(sorted);
            all.put(what + "_ms_p50", millis(sorted, 50));
            all.put(what + "_ms_p99", millis(sorted, 99));
            all.put(what + "_ms_most", millis(sorted, 100));
        });
        counts.clear();
        times.clear();
        return all;
    }

    private static double millis(long[] sorted, int percent) {
        int at = Math.min(sorted.length - 1, sorted.length * percent / 100);
        return Math.round(sorted[at] / 1e4) / 100.0;
    }

    /** The p-th percentile of some times, in milliseconds. */
    static double millis(List<Long> nanos, int percent) {
        List<Long> sorted = new ArrayList<>(nanos);
        sorted.sort(null);
        return sorted.isEmpty()
                ? 0
                : Math.round(sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)) / 1e4) / 100.0;
    }
}
