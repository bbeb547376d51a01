package com.hookprobe.qsecbit.response;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.hookprobe.qsecbit.metric.Cidr;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Journal entries as lines of JSON: one flat object each, every field needed and none unknown. */
final class JournalCodec {
    private static final JsonFactory JSON = new JsonFactory();

    private JournalCodec() {}

    static String line(JournalEntry entry) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            write(json, entry);
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return text.append('\n').toString();
    }

    /** Empty for anything that is not exactly one entry. */
    static Optional<JournalEntry> parse(String line) {
        try (JsonParser json = JSON.createParser(line)) {
            Map<String, String> fields = new HashMap<>();
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (!json.nextToken().isScalarValue() || fields.put(name, json.getText()) != null) {
                    return Optional.empty();
                }
            }
            if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
                return Optional.empty();
            }
            JournalEntry entry = entry(new Fields(fields));
            return fields.isEmpty() ? Optional.of(entry) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void write(JsonGenerator json, JournalEntry entry) throws IOException {
        if (entry instanceof JournalEntry.Decided decided) {
            Decision decision = decided.decision();
            json.writeStringField("entry", "decided");
            json.writeStringField("id", decision.id());
            json.writeStringField("indicator", decision.indicator().toString());
            json.writeStringField("action", decision.action().name());
            json.writeNumberField("ttl_ms", decision.ttl().toMillis());
            json.writeStringField("origin", decision.origin().name());
            json.writeStringField("scope", decision.scope().name());
            json.writeStringField("reason", decision.reason());
            json.writeNumberField("score", decision.score());
            json.writeNumberField("created_us", decision.createdMicros());
        } else if (entry instanceof JournalEntry.Lifted lifted) {
            json.writeStringField("entry", "lifted");
            json.writeStringField("indicator", lifted.indicator().toString());
            json.writeStringField("origin", lifted.origin().name());
        } else if (entry instanceof JournalEntry.TakenBack back) {
            json.writeStringField("entry", "taken_back");
            json.writeStringField("indicator", back.undone().indicator().toString());
            json.writeStringField("action", back.undone().action().name());
            json.writeNumberField("until_us", back.undone().untilMicros());
        } else if (entry instanceof JournalEntry.Allowed allowed) {
            json.writeStringField("entry", "allowed");
            json.writeStringField("prefix", allowed.entry().prefix().toString());
            json.writeStringField("reason", allowed.entry().reason());
        } else if (entry instanceof JournalEntry.Disallowed gone) {
            json.writeStringField("entry", "disallowed");
            json.writeStringField("prefix", gone.prefix().toString());
        }
    }

    private static JournalEntry entry(Fields fields) {
        String kind = fields.text("entry");
        return switch (kind) {
            case "decided" ->
                new JournalEntry.Decided(new Decision(
                        fields.text("id"),
                        fields.indicator(),
                        Action.valueOf(fields.text("action")),
                        Duration.ofMillis(fields.number("ttl_ms")),
                        Origin.valueOf(fields.text("origin")),
                        Scope.valueOf(fields.text("scope")),
                        fields.text("reason"),
                        Double.parseDouble(fields.text("score")),
                        fields.number("created_us")));
            case "lifted" -> new JournalEntry.Lifted(fields.indicator(), Origin.valueOf(fields.text("origin")));
            case "taken_back" ->
                new JournalEntry.TakenBack(new Undone(
                        fields.indicator(), Action.valueOf(fields.text("action")), fields.number("until_us")));
            case "allowed" -> new JournalEntry.Allowed(new AllowEntry(fields.prefix(), fields.text("reason"), false));
            case "disallowed" -> new JournalEntry.Disallowed(fields.prefix());
            default -> throw new IllegalArgumentException("no such entry: " + kind);
        };
    }

    /** Takes each field once; what is left at the end is unknown. */
    private record Fields(Map<String, String> fields) {
        String text(String name) {
            String value = fields.remove(name);
            if (value == null) {
                throw new IllegalArgumentException("the field " + name + " is missing");
            }
            return value;
        }

        long number(String name) {
            return Long.parseLong(text(name));
        }

        Indicator indicator() {
            return Indicator.parse(text("indicator")).orElseThrow(() -> new IllegalArgumentException("no indicator"));
        }

        Cidr prefix() {
            return Cidr.parse(text("prefix")).orElseThrow(() -> new IllegalArgumentException("no prefix"));
        }
    }
}
