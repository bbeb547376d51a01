package com.hookprobe.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@link MsspDevices} has measured, for people. */
final class DevicesTable {
    private DevicesTable() {}

    static void print(Map<String, Object> report, List<Map<String, Object>> phases) {
        report.forEach((name, value) -> {
            if (!(value instanceof Iterable) && !(value instanceof Map)) {
                System.out.printf("%-34s %s%n", name, value);
            }
        });
        System.out.printf(
                "%n%-16s %8s %11s %13s %12s %10s %10s %10s %14s %14s%n",
                "phase",
                "seconds",
                "MSSP cores",
                "machine cores",
                "resident, MB",
                "handsh./s",
                "uploads/s",
                "records/s",
                "verdict p50,ms",
                "verdict p99,ms");
        for (Map<String, Object> row : phases) {
            Map<?, ?> met = row.get("devices") instanceof Map<?, ?> map ? map : Map.of();
            System.out.printf(
                    "%-16s %8s %11s %13s %12s %10s %10s %10s %14s %14s%n",
                    row.get("phase"),
                    row.get("seconds"),
                    row.get("mssp_cores"),
                    row.get("machine_cores"),
                    row.get("resident_mb"),
                    row.get("handshakes_per_second"),
                    row.get("uploads_per_second"),
                    row.get("records_per_second"),
                    text(met.get("verdict_age_ms_p50")),
                    text(met.get("verdict_age_ms_p99")));
        }
        for (Map<String, Object> row : phases) {
            if (row.get("api") instanceof Map<?, ?> api && row.get("phase") instanceof String phase) {
                System.out.printf(
                        Locale.ROOT,
                        "%n%-32s %8s %9s %9s %9s %10s%n",
                        phase + ": who asks what",
                        "answers",
                        "p50, ms",
                        "p99, ms",
                        "most, ms",
                        "bytes");
                api.forEach((what, found) -> {
                    if (found instanceof Map<?, ?> one && one.containsKey("answers")) {
                        System.out.printf(
                                "%-32s %8s %9s %9s %9s %10s%n",
                                what,
                                one.get("answers"),
                                one.get("p50_ms"),
                                one.get("p99_ms"),
                                one.get("most_ms"),
                                one.get("bytes"));
                    } else {
                        System.out.printf("%-32s %s%n", what, found);
                    }
                });
            }
        }
    }

    private static Object text(@Nullable Object value) {
        return value == null ? "" : value;
    }
}
