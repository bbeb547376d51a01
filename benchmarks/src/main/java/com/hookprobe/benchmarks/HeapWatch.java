package com.hookprobe.benchmarks;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** The most heap that this JVM had in use when a collection began, and when one was over; and the most memory of the process. */
final class HeapWatch {
    private static final AtomicLong BEFORE = new AtomicLong();
    private static final AtomicLong AFTER = new AtomicLong();
    private static final Set<String> HEAP_POOLS = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toUnmodifiableSet());

    private HeapWatch() {}

    static void start() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) collector)
                    .addNotificationListener(
                            (notification, nothing) -> {
                                var collection = GarbageCollectionNotificationInfo.from(
                                                (CompositeData) notification.getUserData())
                                        .getGcInfo();
                                BEFORE.accumulateAndGet(heap(collection.getMemoryUsageBeforeGc()), Math::max);
                                AFTER.accumulateAndGet(heap(collection.getMemoryUsageAfterGc()), Math::max);
                            },
                            notification -> notification
                                    .getType()
                                    .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION),
                            null);
        }
    }

    private static long heap(Map<String, MemoryUsage> pools) {
        return pools.entrySet().stream()
                .filter(pool -> HEAP_POOLS.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
    }

    /** {@code heap MAX BEFORE AFTER RESIDENT}, bytes: the limit, the two peaks, and the process's largest resident set. */
    static String report() throws Exception {
        long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return "heap " + Runtime.getRuntime().maxMemory() + " " + BEFORE.accumulateAndGet(now, Math::max) + " "
                + AFTER.get() + " " + Resident.peak();
    }
}
