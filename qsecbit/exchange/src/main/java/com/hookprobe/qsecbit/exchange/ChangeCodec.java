package com.hookprobe.qsecbit.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.qsecbit.exchange.DecisionEdit.Cause;
import java.util.Locale;

/** Changes and decisions as lines of JSON: in the stream's own files, and for integrators (EXCHANGE 4.3). */
public final class ChangeCodec {
    private ChangeCodec() {}

    /** A change with its decision. */
    public static ObjectNode json(Change change) {
        ObjectNode json = Json.object();
        json.put("sequence", change.sequence());
        if (change instanceof Change.Deleted deleted) {
            json.put("change", "deleted");
            json.put("cause", deleted.cause().name().toLowerCase(Locale.ROOT));
            json.put("at_us", deleted.atMicros());
        } else {
            json.put("change", "added");
        }
        json.set("decision", json(change.decision()));
        return json;
    }

    /** A decision; times in microseconds since the epoch. */
    public static ObjectNode json(Decided decided) {
        return Json.object()
                .put("id", decided.id())
                .put("uuid", decided.uuid().toString())
                .put("name", decided.name())
                .put("scope", decided.subject().kind().scope())
                .put("value", decided.subject().value())
                .put("type", decided.remedy().word())
                .put("origin", decided.origin())
                .put("scenario", decided.scenario())
                .put("owner", decided.owner())
                .put("reason", decided.reason())
                .put("confidence", decided.confidence())
                .put("sightings", decided.sightings())
                .put("created_us", decided.createdMicros())
                .put("changed_us", decided.changedMicros())
                .put("until_us", decided.untilMicros());
    }

    static Change change(JsonNode node) throws RefusedException {
        Fields fields = Fields.of(node, "a change");
        long sequence = fields.number("sequence", 1, Long.MAX_VALUE);
        Decided decided = decided(fields.object("decision").node());
        return switch (fields.text("change", 16)) {
            case "added" -> new Change.Added(sequence, decided);
            case "deleted" ->
                new Change.Deleted(
                        sequence, decided, cause(fields.text("cause", 16)), fields.number("at_us", 0, Long.MAX_VALUE));
            default -> throw new RefusedException("added or deleted as change", fields.text("change", 16));
        };
    }

    static Decided decided(JsonNode node) throws RefusedException {
        Fields fields = Fields.of(node, "a decision");
        String scope = fields.text("scope", 16);
        Subject.Kind kind = Subject.Kind.ofScope(scope).orElseThrow(() -> new RefusedException("a known scope", scope));
        String value = fields.text("value", Subject.VALUE_CHARS_MAX);
        String type = fields.text("type", 16);
        try {
            return new Decided(
                    fields.number("id", 1, Long.MAX_VALUE),
                    fields.text("name", Decided.NAME_CHARS_MAX),
                    Subject.of(kind, value).orElseThrow(() -> new RefusedException("a value of " + scope, value)),
                    Remedy.of(type).orElseThrow(() -> new RefusedException("a known type", type)),
                    fields.text("origin", Decided.WORD_CHARS_MAX),
                    fields.text("scenario", Decided.NAME_CHARS_MAX),
                    fields.text("owner", Decided.WORD_CHARS_MAX),
                    fields.text("reason", Decided.REASON_CHARS_MAX),
                    (int) fields.number("confidence", 0, Decided.CONFIDENCE_MAX),
                    (int) fields.number("sightings", 0, Integer.MAX_VALUE),
                    fields.number("created_us", 0, Long.MAX_VALUE),
                    fields.number("changed_us", 0, Long.MAX_VALUE),
                    fields.number("until_us", 0, Long.MAX_VALUE));
        } catch (IllegalArgumentException e) {
            throw new RefusedException("a decision", String.valueOf(e.getMessage()));
        }
    }

    private static Cause cause(String word) throws RefusedException {
        for (Cause cause : Cause.values()) {
            if (cause.name().equalsIgnoreCase(word)) {
                return cause;
            }
        }
        throw new RefusedException("a known cause", word);
    }
}
