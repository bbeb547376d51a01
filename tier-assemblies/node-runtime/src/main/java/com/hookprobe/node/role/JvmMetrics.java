package com.hookprobe.node.role;

import com.hookprobe.node.observe.Metric;
import com.hookprobe.node.observe.Nodes;
import com.hookprobe.node.observe.Sheet;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The process and its JVM, as the JVM knows them. Asked off the loop. */
final class JvmMetrics {
    private static final Metric MEMORY_USED = Metric.gauge(
            Nodes.EVERY, "jvm_memory_used_bytes", "Memory of the JVM that holds objects, or code.", "area");
    private static final Metric MEMORY_COMMITTED =
            Metric.gauge(Nodes.EVERY, "jvm_memory_committed_bytes", "Memory that the JVM has of the system.", "area");
    private static final Metric MEMORY_MAX = Metric.gauge(
            Nodes.EVERY,
            "jvm_memory_max_bytes",
            "Memory that the JVM may take; areas without a bound are left out.",
            "area");
    private static final Metric BUFFERS =
            Metric.gauge(Nodes.EVERY, "jvm_buffers_used_bytes", "Memory of buffers outside the heap.", "pool");
    private static final Metric COLLECTIONS =
            Metric.counter(Nodes.EVERY, "jvm_gc_collections", "Garbage collections.", "collector");
    private static final Metric COLLECTION_TIME =
            Metric.counter(Nodes.EVERY, "jvm_gc_seconds", "Time that garbage collections took.", "collector");
    private static final Metric THREADS = Metric.gauge(Nodes.EVERY, "jvm_threads", "Threads that live.");
    private static final Metric CPU =
            Metric.counter(Nodes.EVERY, "process_cpu_seconds", "Processor time of the process, user and system.");
    private static final Metric OPEN_FILES =
            Metric.gauge(Nodes.EVERY, "process_open_files", "File descriptors in use, sockets among them.");
    private static final Metric OPEN_FILES_MAX =
            Metric.gauge(Nodes.EVERY, "process_open_files_max", "File descriptors that the process may have.");
    private static final Metric RESIDENT = Metric.gauge(
            Nodes.EVERY, "process_resident_bytes", "Memory of the process that is in the machine's memory now.");

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private JvmMetrics() {}

    static void measure(Sheet sheet) {
        memory(sheet, "heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage());
        memory(sheet, "nonheap", ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage());
        sheet.declare(MEMORY_MAX);
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            sheet.set(BUFFERS, pool.getMemoryUsed(), word(pool.getName()));
        }
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            sheet.set(COLLECTIONS, Math.max(0, collector.getCollectionCount()), word(collector.getName()));
            sheet.set(COLLECTION_TIME, Math.max(0, collector.getCollectionTime()) / MILLIS, word(collector.getName()));
        }
        sheet.set(THREADS, ManagementFactory.getThreadMXBean().getThreadCount());
        sheet.declare(CPU);
        sheet.declare(OPEN_FILES);
        sheet.declare(OPEN_FILES_MAX);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
            sheet.set(CPU, Math.max(0, unix.getProcessCpuTime()) / NANOS);
            long most = unix.getMaxFileDescriptorCount();
            long open = Handles.open(unix);
            sheet.set(OPEN_FILES, open < 0 ? most : open);
            sheet.set(OPEN_FILES_MAX, most);
        }
        sheet.declare(RESIDENT);
        long resident = residentBytes();
        if (resident > 0) {
            sheet.set(RESIDENT, resident);
        }
    }

    private static void memory(Sheet sheet, String area, MemoryUsage usage) {
        sheet.set(MEMORY_USED, usage.getUsed(), area);
        sheet.set(MEMORY_COMMITTED, usage.getCommitted(), area);
        if (usage.getMax() >= 0) {
            sheet.set(MEMORY_MAX, usage.getMax(), area);
        }
    }

    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
    }

    /** Linux tells it; 0 elsewhere. */
    private static long residentBytes() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(kilobytes -> Long.parseLong(kilobytes) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }
}
