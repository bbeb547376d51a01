package com.hookprobe.node.role;

import com.hookprobe.notify.core.NotificationType;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which events of a node's log people are told of, where an event of the log is the one place at which something happens. */
final class LogAlarms {
    /**
     * @param event its name
     * @param about the fields of which the first that is there says what it is about
     * @param reason the field with the reason
     * @param when what else must hold
     */
    private record Alarm(
            String event,
            NotificationType type,
            Severity severity,
            List<String> about,
            String reason,
            Predicate<Map<String, Object>> when) {}

    /** What is told of an event, with the data of {@code docs/spec/notifications.md}, 3. */
    record Told(NotificationType type, Severity severity, Map<String, Object> data) {}

    private static final Map<String, Alarm> ALL = List.of(
                    alarm("peer_revoked", NotificationType.REVOCATION, Severity.CRITICAL, "reason", "peer"),
                    alarm("resonance_broken", NotificationType.REVOCATION, Severity.CRITICAL, "reason", "subject"),
                    alarm("resonance_held", NotificationType.VERIFIER_ALARM, Severity.HIGH, "explanation", "subject"),
                    alarm("evidence_differs", NotificationType.VERIFIER_ALARM, Severity.HIGH, "part", "subject"),
                    alarm("hardware_other", NotificationType.VERIFIER_ALARM, Severity.CRITICAL, "verdict", "subject"),
                    alarm("hardware_shared", NotificationType.VERIFIER_ALARM, Severity.HIGH, "with", "subject"),
                    alarm("registry_not_followed", NotificationType.VERIFIER_ALARM, Severity.CRITICAL, "error"),
                    alarm("alarm", NotificationType.LEDGER_ALARM, Severity.CRITICAL, "what"),
                    alarm("evidence", NotificationType.LEDGER_ALARM, Severity.CRITICAL, "kind", "validator"),
                    alarm("frontier_diverged", NotificationType.LEDGER_ALARM, Severity.CRITICAL, "height", "peer"),
                    alarm("witness_signs_nothing", NotificationType.LEDGER_ALARM, Severity.HIGH, "reason"),
                    alarm("audit_not_sealed", NotificationType.LEDGER_ALARM, Severity.HIGH, "error"),
                    when(
                            alarm("model_in_use", NotificationType.LEARNING_ROLLBACK, Severity.HIGH, "number", "model"),
                            fields -> Boolean.TRUE.equals(fields.get("back"))),
                    when(
                            alarm(
                                    "order_published",
                                    NotificationType.LEARNING_ROLLBACK,
                                    Severity.HIGH,
                                    "cause",
                                    "model"),
                            fields -> String.valueOf(fields.get("cause")).endsWith("_RISE")),
                    alarm("mirror_failed", NotificationType.UPDATE_FAILED, Severity.MEDIUM, "reason", "path", "from"),
                    alarm("baseline_change_refused", NotificationType.UPDATE_FAILED, Severity.HIGH, "reason", "file"),
                    alarm("learning_failed", NotificationType.UPDATE_FAILED, Severity.MEDIUM, "reason", "what"),
                    alarm("network_taken_back", NotificationType.UPDATE_FAILED, Severity.HIGH, "reason", "application"),
                    alarm(
                            "sensor_failed",
                            NotificationType.SENSOR_FAILED,
                            Severity.HIGH,
                            "error",
                            "file",
                            "socket",
                            "interface"),
                    alarm("correlator_stopped", NotificationType.STORAGE_FAILED, Severity.CRITICAL, "reason"),
                    alarm("decisions_not_saved", NotificationType.STORAGE_FAILED, Severity.HIGH, "error"),
                    alarm("memory_not_saved", NotificationType.STORAGE_FAILED, Severity.HIGH, "error", "file"),
                    alarm("memory_damaged", NotificationType.STORAGE_FAILED, Severity.CRITICAL, "reason", "file"),
                    alarm("revocations_not_saved", NotificationType.STORAGE_FAILED, Severity.HIGH, "error", "file"),
                    alarm("trust_not_saved", NotificationType.STORAGE_FAILED, Severity.HIGH, "error", "file"),
                    alarm("qsecbit_not_saved", NotificationType.STORAGE_FAILED, Severity.HIGH, "error"),
                    alarm("exchange_not_told", NotificationType.STORAGE_FAILED, Severity.MEDIUM, "error"))
            .stream()
            .collect(Collectors.toUnmodifiableMap(Alarm::event, alarm -> alarm));

    private LogAlarms() {}

    private static Alarm alarm(String event, NotificationType type, Severity severity, String reason, String... about) {
        return new Alarm(event, type, severity, List.of(about), reason, fields -> true);
    }

    private static Alarm when(Alarm alarm, Predicate<Map<String, Object>> when) {
        return new Alarm(alarm.event(), alarm.type(), alarm.severity(), alarm.about(), alarm.reason(), when);
    }

    /** Names of the events. */
    static List<String> events() {
        return ALL.keySet().stream().sorted().toList();
    }

    /** What is told of an event; empty when nobody is. Fields are name, value, name, value, ... */
    static Optional<Told> of(String event, Object... fields) {
        Alarm alarm = ALL.get(event);
        if (alarm == null) {
            return Optional.empty();
        }
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i + 1 < fields.length; i += 2) {
            map.put(String.valueOf(fields[i]), fields[i + 1]);
        }
        if (!alarm.when().test(map)) {
            return Optional.empty();
        }
        String about = alarm.about().stream()
                .map(map::get)
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .findFirst()
                .orElse("");
        Map<String, Object> data = new HashMap<>();
        data.put("what", event);
        data.put("about", about);
        data.put("reason", map.containsKey(alarm.reason()) ? String.valueOf(map.get(alarm.reason())) : "");
        return Optional.of(new Told(alarm.type(), alarm.severity(), data));
    }
}
