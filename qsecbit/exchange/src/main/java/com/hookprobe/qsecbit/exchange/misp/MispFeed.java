package com.hookprobe.qsecbit.exchange.misp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.qsecbit.exchange.Decided;
import com.hookprobe.qsecbit.exchange.Json;
import com.hookprobe.qsecbit.exchange.Tlp;
import com.hookprobe.qsecbit.exchange.Uuid5;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decisions in force as a feed: an event for each day (UTC) on which some of them were made, several when there were many. Ids are made
 * from names, so a reader that comes again changes what it has (EXCHANGE 7).
 */
final class MispFeed {
    private static final long MICROS = 1_000_000;

    /** Decisions with numbers of one such span share an event: where one belongs does not change when others end. */
    private static final long SPAN = 5_000;

    private final String publisher;
    private final Tlp tlp;
    private final long nowSeconds;
    private final Map<Key, List<Decided>> events =
            new TreeMap<>(Comparator.comparing(Key::day).thenComparingLong(Key::part));

    private record Key(LocalDate day, long part) {}

    /**
     * The feed of a moment.
     *
     * @param nowMicros the moment: in the second of a change there may be another one
     */
    MispFeed(String publisher, Tlp tlp, List<Decided> inForce, long nowMicros) {
        this.publisher = publisher;
        this.tlp = tlp;
        this.nowSeconds = nowMicros / MICROS;
        for (Decided decided : inForce) {
            LocalDate day = Instant.EPOCH
                    .plus(decided.createdMicros(), ChronoUnit.MICROS)
                    .atZone(ZoneOffset.UTC)
                    .toLocalDate();
            events.computeIfAbsent(new Key(day, decided.id() / SPAN), fresh -> new ArrayList<>())
                    .add(decided);
        }
    }

    String manifest() {
        ObjectNode manifest = Json.object();
        events.forEach((key, decided) -> manifest.set(eventId(key), head(key, decided)));
        return Json.text(manifest);
    }

    /** MD5 of each value, with the event that has it: a file format, no protection. */
    String hashes() {
        StringBuilder lines = new StringBuilder();
        events.forEach((key, decided) -> {
            for (Decided one : decided) {
                lines.append(md5(one.subject().value()))
                        .append(',')
                        .append(eventId(key))
                        .append('\n');
            }
        });
        return lines.toString();
    }

    Optional<String> event(String id) {
        for (Map.Entry<Key, List<Decided>> one : events.entrySet()) {
            if (eventId(one.getKey()).equals(id)) {
                return Optional.of(event(one.getKey(), one.getValue()));
            }
        }
        return Optional.empty();
    }

    private String event(Key key, List<Decided> decided) {
        ObjectNode event = head(key, decided);
        event.put("uuid", eventId(key)).put("published", true).put("publish_timestamp", timestamp(decided));
        ArrayNode attributes = event.putArray("Attribute");
        for (Decided one : decided) {
            attributes.add(Json.object()
                    .put(
                            "uuid",
                            Uuid5.ofMisp("attribute", publisher + '\n' + one.name())
                                    .toString())
                    .put("type", MispAttribute.type(one.subject().kind()))
                    .put("category", MispAttribute.category(one.subject().kind()))
                    .put("value", one.subject().value())
                    .put("to_ids", true)
                    .put("comment", one.scenario())
                    .put("timestamp", second(one.changedMicros()))
                    .put("distribution", "5")
                    .put("disable_correlation", false));
        }
        return Json.text(Json.object().set("Event", event));
    }

    private ObjectNode head(Key key, List<Decided> decided) {
        ObjectNode head = Json.object()
                .put("info", "Decisions of " + publisher + " of " + key.day())
                .put("date", key.day().toString())
                .put("timestamp", timestamp(decided))
                // 2: complete, 3: low; they say nothing of a single attribute.
                .put("analysis", "2")
                .put("threat_level_id", "3");
        head.putObject("Orgc")
                .put("name", publisher)
                .put("uuid", Uuid5.ofMisp("organisation", publisher).toString());
        head.putArray("Tag").addObject().put("name", "tlp:" + tlp.word()).put("colour", colour());
        return head;
    }

    private String timestamp(List<Decided> decided) {
        long latest = decided.stream().mapToLong(Decided::changedMicros).max().orElse(0);
        return second(latest);
    }

    /**
     * The second of a change, and when that is over the next one. Readers compare seconds: who reads between two changes of one second
     * must find a larger number later, or it would never see the second change.
     */
    private String second(long changedMicros) {
        return Long.toString(Math.max(0, Math.min(changedMicros / MICROS + 1, nowSeconds)));
    }

    private String eventId(Key key) {
        return Uuid5.ofMisp("event", publisher + '\n' + key.day() + '\n' + key.part())
                .toString();
    }

    private String colour() {
        return switch (tlp) {
            case WHITE -> "#ffffff";
            case GREEN -> "#339900";
            case AMBER -> "#ffc000";
            case RED -> "#cc0033";
        };
    }

    private static String md5(String value) {
        try {
            byte[] hash = MessageDigest.getInstance("MD5").digest(value.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
