package com.hookprobe.notify.core;

import com.hookprobe.qsecbit.metric.Severity;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Notifications and channels for tests. */
public final class Samples {
    public static final long MICROS = 1_790_000_000_000_000L;

    private Samples() {}

    /** One with every field of its type. */
    public static Notification of(NotificationType type, String id) {
        Map<String, Object> data = new LinkedHashMap<>();
        for (NotificationType.Field field : type.fields()) {
            data.put(
                    field.name(),
                    switch (field.kind()) {
                        case TEXT -> field.name() + "-value";
                        case NUMBER -> 7L;
                        case BOOLEAN -> true;
                    });
        }
        return new Notification(id, type, type.usual(), MICROS, "subject", data);
    }

    public static Notification detection(String id, Severity severity) {
        return new Notification(
                id,
                NotificationType.DETECTION,
                severity,
                MICROS,
                id,
                Map.of("kind", "PORT_SCAN", "source", "203.0.113.9", "answer", "BLOCK", "outcome", "ENFORCED"));
    }

    public static Lane lane(String name) {
        return new Lane(name, 100_000, 10_000, Duration.ZERO, Optional.empty(), Severity.CRITICAL, 100);
    }

    public static Lane lane(String name, int perHour, int burst, Duration digest, Optional<QuietHours> quiet) {
        return new Lane(name, perHour, burst, digest, quiet, Severity.CRITICAL, 100);
    }
}
