package com.hookprobe.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.notify.core.Entry;
import com.hookprobe.notify.core.Entry.End;
import com.hookprobe.notify.core.Notification;
import com.hookprobe.notify.core.NotificationType;
import com.hookprobe.qsecbit.metric.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/** Lines of the queue's journal: eight digits of CRC-32C of the rest, a space, one JSON object, a line feed. */
final class EntryCodec {
    private static final int CRC_DIGITS = 8;
    private static final ObjectMapper JSON = new ObjectMapper();

    private EntryCodec() {}

    static byte[] line(Entry entry) {
        byte[] body = object(entry).toString().getBytes(StandardCharsets.UTF_8);
        String text = crc(body) + ' ' + new String(body, StandardCharsets.UTF_8) + '\n';
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String crc(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return String.format("%08x", crc.getValue());
    }

    private static ObjectNode object(Entry entry) {
        ObjectNode node = JSON.createObjectNode();
        if (entry instanceof Entry.Queued queued) {
            Notification one = queued.notification();
            node.put("queued", queued.sequence());
            node.put("id", one.id());
            node.put("type", one.type().text());
            node.put("severity", one.severity().name());
            node.put("micros", one.micros());
            node.put("subject", one.subject());
            node.set("data", JSON.valueToTree(one.data()));
            node.set("channels", JSON.valueToTree(queued.channels()));
        } else if (entry instanceof Entry.Settled settled) {
            node.put("settled", settled.channel());
            node.put("end", settled.end().name());
            node.put("told", settled.told());
            node.set("sequences", JSON.valueToTree(settled.sequences()));
        } else if (entry instanceof Entry.Counted counted) {
            node.put("counted", counted.channel());
            node.set("ends", JSON.valueToTree(counted.ends()));
            node.put("untold", counted.untold());
            node.put("next", counted.nextSequence());
        }
        return node;
    }

    /**
     * Reads a line without its line feed.
     *
     * @throws IOException when it is none
     */
    static Entry read(byte[] line) throws IOException {
        String text = new String(line, StandardCharsets.UTF_8);
        if (text.length() <= CRC_DIGITS || text.charAt(CRC_DIGITS) != ' ') {
            throw new IOException("expected a checksum and an object");
        }
        String body = text.substring(CRC_DIGITS + 1);
        if (!text.startsWith(crc(body.getBytes(StandardCharsets.UTF_8)))) {
            throw new IOException("the checksum is another");
        }
        try {
            return entry(JSON.readTree(body));
        } catch (RuntimeException e) {
            throw new IOException("no entry: " + e.getMessage(), e);
        }
    }

    private static Entry entry(JsonNode node) throws IOException {
        if (node.has("queued")) {
            NotificationType type = NotificationType.of(node.path("type").asText())
                    .orElseThrow(() -> new IOException("an unknown type"));
            Notification notification = new Notification(
                    node.path("id").asText(),
                    type,
                    Severity.valueOf(node.path("severity").asText()),
                    node.path("micros").asLong(),
                    node.path("subject").asText(),
                    data(node.path("data")));
            return new Entry.Queued(node.path("queued").asLong(), notification, texts(node.path("channels")));
        }
        if (node.has("settled")) {
            List<Long> sequences = new ArrayList<>();
            node.path("sequences").forEach(each -> sequences.add(each.asLong()));
            return new Entry.Settled(
                    node.path("settled").asText(),
                    sequences,
                    End.valueOf(node.path("end").asText()),
                    node.path("told").asLong());
        }
        if (!node.has("counted")) {
            throw new IOException("an unknown entry");
        }
        Map<End, Long> ends = new EnumMap<>(End.class);
        node.path("ends")
                .properties()
                .forEach(end ->
                        ends.put(End.valueOf(end.getKey()), end.getValue().asLong()));
        return new Entry.Counted(
                node.path("counted").asText(),
                ends,
                node.path("untold").asLong(),
                node.path("next").asLong());
    }

    private static List<String> texts(JsonNode array) {
        List<String> all = new ArrayList<>();
        array.forEach(each -> all.add(each.asText()));
        return all;
    }

    private static Map<String, Object> data(JsonNode object) {
        Map<String, Object> data = new LinkedHashMap<>();
        object.properties().forEach(field -> {
            JsonNode value = field.getValue();
            data.put(
                    field.getKey(),
                    value.isBoolean()
                            ? value.booleanValue()
                            : value.isIntegralNumber()
                                    ? value.longValue()
                                    : value.isNumber() ? value.doubleValue() : (Object) value.textValue());
        });
        return data;
    }
}
