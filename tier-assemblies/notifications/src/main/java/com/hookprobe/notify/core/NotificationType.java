package com.hookprobe.notify.core;

import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What may be told (docs/spec/notifications.md, 3): its name, its fields, and how it reads when nobody says otherwise. */
public enum NotificationType {
    DETECTION(
            Severity.HIGH,
            fields(
                    "kind", "what it is, such as PORT_SCAN",
                    "source", "who does it: an address, or 'a host of this site'",
                    "mitre", "number of the technique in MITRE ATT&CK",
                    "confidence", "#how sure, 0 to 1",
                    "internal", "?true when it is a host of this site",
                    "answer", "what was done: BLOCK, RATE_LIMIT, QUARANTINE, WATCH, or NONE",
                    "outcome", "what became of that: ENFORCED, ALREADY, ALLOWLISTED, ...",
                    "block", "hash of the ledger's block that seals it",
                    "detector", "which detector says so"),
            "{site}: {kind} from {source}",
            "{node} has detected {kind} from {source} (severity {severity}). Answer: {answer}, {outcome}."),
    DECISION(
            Severity.MEDIUM,
            fields(
                    "decision", "id of the decision",
                    "indicator", "whom it is about: an address, or 'a host of this site'",
                    "action", "BLOCK, RATE_LIMIT, QUARANTINE or WATCH",
                    "ttl_s", "#seconds that it holds",
                    "origin", "who decided: this site, or the correlator's name",
                    "outcome", "what became of it",
                    "reason", "one line"),
            "{site}: {action} of {indicator}",
            "{node}: {action} of {indicator} for {ttl_s} seconds, {outcome}. Decided by {origin}. Why: {reason}"),
    SCORE_BAND(
            Severity.HIGH,
            fields(
                    "band", "GREEN, AMBER or RED",
                    "before", "the band before; UNKNOWN at the start",
                    "score", "#Qsecbit, 0 to 1"),
            "{site}: security is {band}",
            "The security score of {node} has gone from {before} to {band} ({score}). GREEN is normal, AMBER is being"
                    + " attended to, RED needs you."),
    NODE_LOST(
            Severity.HIGH,
            fields("peer", "name of the node", "away_s", "#seconds without it"),
            "{site}: {peer} is not reached",
            "{node} has had no connection with {peer} for {away_s} seconds. Look whether it has power and network."),
    NODE_BACK(
            Severity.INFO,
            fields("peer", "name of the node", "away_s", "#seconds that it was away"),
            "{site}: {peer} is back",
            "{node} is connected with {peer} again, after {away_s} seconds."),
    REVOCATION(
            Severity.CRITICAL,
            about(),
            "{site}: {about} is shut out",
            "{node}: the mesh no longer trusts {about}, and takes nothing from it. Reason: {reason}"),
    VERIFIER_ALARM(
            Severity.HIGH,
            about(),
            "{site}: the verifier doubts {about}",
            "{node} says {what} about {about}. Reason: {reason}"),
    LEDGER_ALARM(
            Severity.CRITICAL,
            about(),
            "{site}: alarm of the ledger",
            "{node} says {what} ({about}). Reason: {reason}"),
    LEARNING_ROLLBACK(
            Severity.HIGH,
            about(),
            "{site}: a learnt model was taken back",
            "{node} has gone back to an older model ({about}). Reason: {reason}"),
    UPDATE_FAILED(
            Severity.MEDIUM,
            about(),
            "{site}: an update failed",
            "{node} could not take an update: {what} ({about}). Reason: {reason}"),
    SENSOR_FAILED(
            Severity.HIGH,
            about(),
            "{site}: a sensor cannot be read",
            "{node} does not see what {about} should tell it. Reason: {reason}"),
    STORAGE_FAILED(
            Severity.HIGH,
            about(),
            "{site}: the disk takes nothing",
            "{node} says {what} ({about}). Look at its disk. Reason: {reason}");

    /** Stands before the name in the CloudEvents attribute {@code type}. */
    public static final String PREFIX = "com.hookprobe.";

    /** Stands behind it: the version of the data. */
    public static final String VERSION = ".v1";

    /** What every notification has, for templates. */
    public static final Map<String, String> COMMON = Map.of(
            "site", "notifications.site",
            "node", "name of the node that tells",
            "severity", "info, low, medium, high or critical",
            "type", "name of the type",
            "id", "of the notification",
            "time", "when, in the time zone of notifications.zone");

    /** What a field's value is. */
    public enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN
    }

    /**
     * A field of a type's data.
     *
     * @param name in snake case
     * @param kind of the value
     * @param meaning for people
     */
    public record Field(String name, Kind kind, String meaning) {}

    private final Severity usual;
    private final List<Field> fields;
    private final String title;
    private final String text;

    NotificationType(Severity usual, List<Field> fields, String title, String text) {
        this.usual = usual;
        this.fields = fields;
        this.title = title;
        this.text = text;
    }

    private static List<Field> about() {
        return fields(
                "what", "the event in the node's log",
                "about", "which node, sensor, file or model; empty when there is none",
                "reason", "why, one line");
    }

    private static List<Field> fields(String... pairs) {
        List<Field> all = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            String meaning = pairs[i + 1];
            Kind kind = meaning.startsWith("#") ? Kind.NUMBER : meaning.startsWith("?") ? Kind.BOOLEAN : Kind.TEXT;
            all.add(new Field(pairs[i], kind, kind == Kind.TEXT ? meaning : meaning.substring(1)));
        }
        return List.copyOf(all);
    }

    /** As in the configuration: lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The CloudEvents attribute {@code type}. */
    public String cloudEvent() {
        return PREFIX + text() + VERSION;
    }

    /** How bad it is unless it says otherwise. */
    public Severity usual() {
        return usual;
    }

    public List<Field> fields() {
        return fields;
    }

    /** The title's template when no rule gives another. */
    public String usualTitle() {
        return title;
    }

    /** The text's template when no rule gives another. */
    public String usualText() {
        return text;
    }

    /** Everything that a template of this type may name, with its meaning. */
    public Map<String, String> named() {
        Map<String, String> all = new LinkedHashMap<>(COMMON);
        fields.forEach(field -> all.put(field.name(), field.meaning()));
        return all;
    }

    /** The type of a name as the configuration has it. */
    public static Optional<NotificationType> of(String name) {
        for (NotificationType type : values()) {
            if (type.text().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** All names, as the configuration has them. */
    public static List<String> names() {
        return List.of(values()).stream().map(NotificationType::text).toList();
    }
}
