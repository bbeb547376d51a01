package com.hookprobe.qsecbit.detection;

import com.hookprobe.qsecbit.detection.read.RecordParser;
import com.hookprobe.qsecbit.detection.read.SensorFormat;
import com.hookprobe.qsecbit.detection.read.Timestamps;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Measures how many records of a file one thread parses per second. No test: it is run by hand. */
final class ParseSpeed {
    private static final int WARM_UP_ROUNDS = 3;
    private static final int ROUNDS = 7;
    private static final long ROUND_NS = 3_000_000_000L;

    private ParseSpeed() {}

    /** Argument: a file with one record per line, of any format that we read, not compressed. */
    public static void main(String[] args) throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of(args[0]));
        List<int[]> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                lines.add(new int[] {start, i - start});
                start = i + 1;
            }
        }
        RecordParser parser = SensorFormat.detect(Path.of(args[0]))
                .parser("speed", args[0], IpAddress.NONE, Timestamps.parse("2026-01-01T00:00:00"));
        long[] delivered = {0};
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            long began = System.nanoTime();
            long cpuBegan = cpuNs();
            long allocated = allocatedBytes();
            delivered[0] = 0;
            while (System.nanoTime() - began < ROUND_NS) {
                for (int[] line : lines) {
                    parser.parse(bytes, line[0], line[1], event -> delivered[0]++);
                }
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            double cpuSeconds = (cpuNs() - cpuBegan) / 1e9;
            System.out.printf(
                    "%s %,.0f events/s, %,.0f per second of processor time, %,d bytes allocated per event, load %.2f%n",
                    round < 0 ? "warm-up" : "round",
                    delivered[0] / seconds,
                    delivered[0] / cpuSeconds,
                    (allocatedBytes() - allocated) / Math.max(1, delivered[0]),
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        }
    }

    private static long cpuNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
