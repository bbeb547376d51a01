package com.hookprobe.qsecbit.exchange.misp;

import com.fasterxml.jackson.databind.JsonNode;
import com.hookprobe.qsecbit.exchange.ExchangeText;
import com.hookprobe.qsecbit.exchange.Fields;
import com.hookprobe.qsecbit.exchange.Intelligence;
import com.hookprobe.qsecbit.exchange.Json;
import com.hookprobe.qsecbit.exchange.RefusedException;
import com.hookprobe.qsecbit.exchange.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Reads the files of a feed, as far as attributes name subjects and are meant for detection (EXCHANGE 7.3). */
final class MispReader {
    static final int EVENTS_MAX = 20_000;

    private static final int ATTRIBUTES_MAX = 20_000;
    private static final int OBJECTS_MAX = 5_000;
    private static final int TAGS_MAX = 256;
    private static final int TEXT_CHARS_MAX = 65_536;
    private static final int NAME_CHARS_MAX = 256;
    private static final long SECONDS_MAX = 253_402_300_799L;
    private static final long MICROS = 1_000_000;

    private final String source;
    private final List<Intelligence> said = new ArrayList<>();
    private int passedOver;
    private int refused;

    private MispReader(String source) {
        this.source = source;
    }

    /** What an event had. */
    record Read(List<Intelligence> said, int passedOver, int refused) {}

    /** Events by id, each with the second of its last change. */
    static Map<String, Long> manifest(byte[] file) throws RefusedException {
        Fields manifest = Fields.of(Json.parsePulled(file), "the manifest");
        if (manifest.node().size() > EVENTS_MAX) {
            throw new RefusedException(
                    "at most " + EVENTS_MAX + " events",
                    Integer.toString(manifest.node().size()));
        }
        Map<String, Long> events = new TreeMap<>();
        for (Map.Entry<String, JsonNode> one : manifest.node().properties()) {
            events.put(uuid(one.getKey()), seconds(Fields.of(one.getValue(), "an event"), "timestamp"));
        }
        return events;
    }

    static Read event(String source, byte[] file) throws RefusedException {
        Fields event = Fields.of(Json.parsePulled(file), "the file").object("Event");
        uuid(event.text("uuid", 36));
        String info = ExchangeText.oneLine(event.text("info", TEXT_CHARS_MAX), NAME_CHARS_MAX);
        String tlp = tlp(event);
        MispReader reader = new MispReader(source);
        reader.attributes(event, info, tlp);
        for (JsonNode node : event.list("Object", OBJECTS_MAX)) {
            reader.attributes(Fields.of(node, "an object"), info, tlp);
        }
        return new Read(reader.said, reader.passedOver, reader.refused);
    }

    private void attributes(Fields owner, String info, String tlp) throws RefusedException {
        for (JsonNode node : owner.list("Attribute", ATTRIBUTES_MAX)) {
            try {
                attribute(Fields.of(node, "an attribute"), info, tlp).ifPresentOrElse(said::add, () -> passedOver++);
            } catch (RefusedException e) {
                refused++;
            }
            if (said.size() > ATTRIBUTES_MAX) {
                throw new RefusedException("at most " + ATTRIBUTES_MAX + " attributes", "more");
            }
        }
    }

    private Optional<Intelligence> attribute(Fields attribute, String info, String tlp) throws RefusedException {
        String type = attribute.text("type", 100);
        if (!MispAttribute.isKnown(type) || !attribute.flag("to_ids", false)) {
            return Optional.empty();
        }
        String value = attribute.text("value", TEXT_CHARS_MAX);
        Subject subject = MispAttribute.subject(type, value)
                .orElseThrow(() -> new RefusedException("a value of type " + type, value));
        return Optional.of(new Intelligence.Indicator(
                source,
                uuid(attribute.text("uuid", 36)),
                List.of(subject),
                info,
                -1,
                seconds(attribute, "timestamp") * MICROS,
                Long.MAX_VALUE,
                attribute.flag("deleted", false),
                tlp));
    }

    private static String tlp(Fields event) throws RefusedException {
        String strictest = "";
        List<String> order = List.of("white", "clear", "green", "amber", "amber+strict", "red");
        for (JsonNode node : event.list("Tag", TAGS_MAX)) {
            String name = Fields.of(node, "a tag").text("name", 512);
            String word = name.startsWith("tlp:") ? name.substring("tlp:".length()) : "";
            if (order.indexOf(word) > order.indexOf(strictest)) {
                strictest = word;
            }
        }
        return switch (strictest) {
            case "clear" -> "white";
            // Stricter than amber, so that nobody passes it on by mistake.
            case "amber+strict" -> "red";
            default -> strictest;
        };
    }

    /** MISP writes numbers as texts, some tools as numbers. */
    private static long seconds(Fields fields, String name) throws RefusedException {
        JsonNode value = fields.node().get(name);
        if (value != null && value.isTextual() && value.textValue().matches("\\d{1,12}")) {
            long seconds = Long.parseLong(value.textValue());
            if (seconds <= SECONDS_MAX) {
                return seconds;
            }
        }
        return fields.number(name, 0, SECONDS_MAX);
    }

    private static String uuid(String text) throws RefusedException {
        try {
            if (UUID.fromString(text).toString().equalsIgnoreCase(text)) {
                return text;
            }
        } catch (IllegalArgumentException e) {
            // Refused below.
        }
        throw new RefusedException("a UUID", text);
    }
}
