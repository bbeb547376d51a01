package com.hookprobe.notify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.notify.core.Composer;
import com.hookprobe.notify.core.Message;
import com.hookprobe.notify.core.Notification;
import com.hookprobe.notify.core.NotificationType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Messages as CloudEvents 1.0 in structured JSON mode (docs/spec/notifications.md, 6.1). */
final class CloudEvents {
    static final String CONTENT_TYPE = "application/cloudevents+json; charset=utf-8";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String channel;
    private final String source;
    private final Composer composer;

    /** @param node whose events they are */
    CloudEvents(String channel, String node, Composer composer) {
        this.channel = channel;
        this.source = "/nodes/" + node;
        this.composer = composer;
    }

    /** @param micros now, for what has no time of its own */
    byte[] body(Message message, long micros) {
        ObjectNode event = message.isTest()
                ? test(message, micros)
                : message.notifications().size() == 1 && message.lost() == 0
                        ? one(message.notifications().get(0))
                        : many(message);
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    private ObjectNode envelope(String id, String type, long micros, String subject) {
        ObjectNode event = JSON.createObjectNode();
        event.put("specversion", "1.0");
        event.put("id", id);
        event.put("source", source);
        event.put("type", type);
        if (!subject.isEmpty()) {
            event.put("subject", subject);
        }
        event.put("time", Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString());
        event.put("datacontenttype", "application/json");
        return event;
    }

    private ObjectNode one(Notification one) {
        ObjectNode event = envelope(one.id(), one.type().cloudEvent(), one.micros(), one.subject());
        event.put("severity", one.severity().name().toLowerCase(Locale.ROOT));
        ObjectNode data = JSON.valueToTree(one.data());
        data.put("title", composer.title(channel, one));
        data.put("text", composer.text(channel, one));
        event.set("data", data);
        return event;
    }

    private ObjectNode many(Message message) {
        Notification last = message.notifications().get(message.notifications().size() - 1);
        ObjectNode event = envelope(message.id(), type("summary"), last.micros(), "");
        ObjectNode data = event.putObject("data");
        data.put("count", message.notifications().size());
        data.put("lost", message.lost());
        data.put("title", composer.words(channel, message, 0).title());
        ArrayNode events = data.putArray("events");
        message.notifications().forEach(one -> events.add(one(one)));
        return event;
    }

    private ObjectNode test(Message message, long micros) {
        ObjectNode event = envelope(message.id(), type("test"), micros, channel);
        Composer.Words words = composer.words(channel, message, 0);
        ObjectNode data = event.putObject("data");
        data.put("title", words.title());
        data.put("text", String.join("\n", words.body()));
        return event;
    }

    private static String type(String name) {
        return NotificationType.PREFIX + name + NotificationType.VERSION;
    }
}
