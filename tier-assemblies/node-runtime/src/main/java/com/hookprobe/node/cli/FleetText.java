package com.hookprobe.node.cli;

import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.node.log.EventLog;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fleets for people, and as NDJSON. */
final class FleetText {
    private FleetText() {}

    static void nodes(List<Map<String, Object>> rows, boolean json) {
        if (json) {
            rows.forEach(row -> System.out.println(EventLog.json(row)));
            return;
        }
        System.out.printf(
                "%-20s %-20s %-16s %8s %8s  %-9s %s%n", "TENANT", "SITE", "GROUP", "WANTED", "FOLLOWS", "HEALTH", "");
        for (Map<String, Object> row : rows) {
            System.out.printf(
                    "%-20s %-20s %-16s %8s %8s  %-9s %s%n",
                    row.get("tenant"),
                    row.get("node"),
                    row.get("group"),
                    row.get("wanted"),
                    row.get("acknowledged"),
                    String.valueOf(row.get("health")).toLowerCase(Locale.ROOT),
                    note(row));
        }
    }

    private static String note(Map<String, Object> row) {
        String away = Boolean.TRUE.equals(row.get("present")) ? "" : "away since " + since(row.get("since_us")) + " ";
        long refused = number(row.get("refused"));
        return refused == 0 ? away.strip() : away + "refused " + refused + ": " + plain(row.get("reason"));
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    private static String since(@Nullable Object micros) {
        long at = number(micros);
        return at == 0
                ? "ever"
                : Instant.EPOCH
                        .plus(at, ChronoUnit.MICROS)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString();
    }

    /** A site's words: no terminal obeys them. */
    private static String plain(@Nullable Object text) {
        return String.valueOf(text).replaceAll("\\p{C}", " ");
    }

    static void groups(List<Map<String, Object>> rows, boolean json) {
        for (Map<String, Object> row : rows) {
            if (json) {
                System.out.println(EventLog.json(row));
                continue;
            }
            System.out.printf(
                    "%s/%s: %s; %s sites; policy %s%n",
                    row.get("tenant"), row.get("group"), row.get("selector"), row.get("nodes"), row.get("stable"));
            if (row.get("rollout") instanceof Map<?, ?> rollout) {
                rollout(rollout);
            }
        }
    }

    private static void rollout(Map<?, ?> at) {
        String reason = plain(at.get("reason"));
        System.out.printf(
                "  policy %s after %s: %s since %s%s%n",
                at.get("number"),
                at.get("before"),
                at.get("state"),
                since(at.get("since_us")),
                reason.isEmpty() ? "" : "; " + reason);
        int stage = 0;
        for (Object each : at.get("stages") instanceof List<?> stages ? stages : List.of()) {
            Map<?, ?> one = (Map<?, ?>) each;
            System.out.printf(
                    "  %s %-10s %s sites: %s follow, %s refuse, %s unhealthy, %s away%n",
                    Integer.valueOf(stage).equals(at.get("stage")) ? ">" : " ",
                    one.get("name"),
                    one.get("nodes"),
                    one.get("acknowledged"),
                    one.get("refused"),
                    one.get("unhealthy"),
                    one.get("away"));
            stage++;
        }
    }

    static void labels(RegisteredDevice device, boolean json) {
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", device.id().hex());
            fields.put("tenant", device.tenant().value());
            fields.put("labels", List.copyOf(device.roles()));
            System.out.println(EventLog.json(fields));
        } else {
            System.out.println(device.id().hex() + " " + String.join(" ", device.roles()));
        }
    }
}
