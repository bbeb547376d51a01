package com.hookprobe.demo.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the processes take, life by life: looked at in {@code /proc} and, after a collection, in the heap. Linux only. */
final class Resources {
    /** What is watched for growth. */
    enum What {
        RESIDENT_KB(16 * 1024, 18),
        HEAP_KB(8 * 1024, 6),
        DIRECT_KB(4 * 1024, 6),
        THREADS(8, 18),
        OPEN_FILES(16, 18);

        private final double slack;
        private final int samplesMin;

        What(double slack, int samplesMin) {
            this.slack = slack;
            this.samplesMin = samplesMin;
        }
    }

    /** A life of a node. */
    record Life(String node, int number) {}

    private static final double TICKS_PER_SECOND = 100;

    private final Map<Life, Map<What, Trend>> lives = new HashMap<>();
    private final Map<Life, Double> processorSeconds = new HashMap<>();

    /** @param warm true when the process is past its warm-up, so that its numbers count */
    void look(Life life, long pid, boolean warm) {
        try {
            Path process = Path.of("/proc/" + pid);
            String stat = Files.readString(process.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            processorSeconds.put(life, (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND);
            if (!warm) {
                return;
            }
            for (String line : Files.readAllLines(process.resolve("status"))) {
                if (line.startsWith("VmRSS:")) {
                    add(life, What.RESIDENT_KB, number(line));
                } else if (line.startsWith("Threads:")) {
                    add(life, What.THREADS, number(line));
                }
            }
            try (Stream<Path> open = Files.list(process.resolve("fd"))) {
                add(life, What.OPEN_FILES, open.count());
            }
        } catch (IOException | RuntimeException e) {
            // It ended meanwhile; whoever watches processes says so.
            return;
        }
    }

    void add(Life life, What what, double value) {
        lives.computeIfAbsent(life, l -> new EnumMap<>(What.class))
                .computeIfAbsent(what, w -> new Trend(w.slack, w.samplesMin))
                .add(value);
    }

    /** Processor seconds of a process and of those of its children that have ended; 0 when it is not there. */
    static double withChildrenSeconds(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = 0;
            for (int i = 11; i <= 14; i++) {
                ticks += Long.parseLong(fields[i]);
            }
            return ticks / TICKS_PER_SECOND;
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    private static double number(String line) {
        return Double.parseDouble(line.replaceAll("[^0-9]", ""));
    }

    double processorSeconds() {
        return processorSeconds.values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    /** What grows, in words. */
    List<String> growing() {
        List<String> found = new ArrayList<>();
        lives.forEach((life, all) -> all.forEach((what, trend) -> {
            if (trend.grows()) {
                double[] m = trend.medians().orElseThrow();
                found.add("%s of %s grows: medians of three parts of its life %d are %.0f, %.0f, %.0f"
                        .formatted(what, life.node(), life.number(), m[0], m[1], m[2]));
            }
        }));
        return found;
    }

    /** Of a node's longest watched life: first and last median, or its last value; -1 when it was not seen. */
    double[] row(String node, What what) {
        return lives.entrySet().stream()
                .filter(life -> life.getKey().node().equals(node))
                .map(life -> life.getValue().get(what))
                .filter(trend -> trend != null && trend.size() > 0)
                .max(java.util.Comparator.comparingInt(Trend::size))
                .map(trend -> trend.medians()
                        .map(m -> new double[] {m[0], m[2]})
                        .orElse(new double[] {trend.last(), trend.last()}))
                .orElse(new double[] {-1, -1});
    }
}
