package com.hookprobe.notify.core;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Words for people. Immutable. */
public final class Composer {
    private static final int TITLE_MAX = 200;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("dd HH:mm", Locale.ROOT);
    private static final Map<NotificationType, Usual> USUAL = usual();

    private final String site;
    private final String node;
    private final ZoneId zone;
    private final Rules rules;

    private record Usual(Template title, Template text) {}

    /**
     * What a person reads.
     *
     * @param title one line
     * @param body lines of plain text
     */
    public record Words(String title, List<String> body) {
        public Words {
            body = List.copyOf(body);
        }
    }

    /**
     * @param site what the place is called
     * @param node the node's name
     * @param zone of times
     */
    public Composer(String site, String node, ZoneId zone, Rules rules) {
        this.site = site;
        this.node = node;
        this.zone = zone;
        this.rules = rules;
    }

    private static Map<NotificationType, Usual> usual() {
        Map<NotificationType, Usual> all = new EnumMap<>(NotificationType.class);
        for (NotificationType type : NotificationType.values()) {
            try {
                all.put(
                        type,
                        new Usual(
                                Template.of(type.usualTitle(), type.named().keySet()),
                                Template.of(type.usualText(), type.named().keySet())));
            } catch (TemplateException e) {
                throw new IllegalStateException(type + ": " + e.getMessage(), e);
            }
        }
        return all;
    }

    /** @param listed how many notifications are listed when there are several; the rest is counted */
    public Words words(String channel, Message message, int listed) {
        List<Notification> all = message.notifications();
        List<String> body = new ArrayList<>();
        String title;
        if (message.isTest()) {
            title = site + ": test of the channel " + channel;
            body.add(node + " can reach you this way. Nothing has happened.");
        } else if (all.size() == 1) {
            title = title(channel, all.get(0));
            body.addAll(
                    fill(channel, all.get(0), Rule::text, Usual::text).lines().toList());
            body.add("When: " + time(all.get(0).micros()));
        } else {
            title = site + ": " + all.size() + " notifications";
            all.stream()
                    .limit(listed)
                    .forEach(one -> body.add(at(one.micros()).format(CLOCK) + "  "
                            + one.severity().name().toLowerCase(Locale.ROOT) + "  " + title(channel, one)));
            if (all.size() > listed) {
                body.add("and " + (all.size() - listed) + " more: " + counts(all.subList(listed, all.size())));
            }
        }
        if (message.lost() > 0) {
            body.add(message.lost() + (message.lost() == 1 ? " notification" : " notifications")
                    + " before could not be delivered and are lost here; the node's console and log have them.");
        }
        return new Words(Notification.line(title, TITLE_MAX), body);
    }

    /** The title of one. */
    public String title(String channel, Notification one) {
        return Notification.line(fill(channel, one, Rule::title, Usual::title), TITLE_MAX);
    }

    /** The text of one. */
    public String text(String channel, Notification one) {
        return fill(channel, one, Rule::text, Usual::text);
    }

    private String fill(
            String channel,
            Notification one,
            Function<Rule, Optional<Template>> part,
            Function<Usual, Template> otherwise) {
        return rules.template(channel, one, part)
                .orElseGet(() -> otherwise.apply(USUAL.get(one.type())))
                .fill(values(one));
    }

    private Map<String, String> values(Notification one) {
        Map<String, String> values = new HashMap<>();
        one.data().forEach((name, value) -> values.put(name, shown(value)));
        values.put("site", site);
        values.put("node", node);
        values.put("severity", one.severity().name().toLowerCase(Locale.ROOT));
        values.put("type", one.type().text());
        values.put("id", one.id());
        values.put("time", time(one.micros()));
        return values;
    }

    private static String shown(Object value) {
        return value instanceof Double number ? String.format(Locale.ROOT, "%.2f", number) : String.valueOf(value);
    }

    private String time(long micros) {
        return at(micros).format(TIME) + " " + zone.getId();
    }

    private ZonedDateTime at(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atZone(zone);
    }

    private static String counts(List<Notification> rest) {
        Map<NotificationType, Long> counts = rest.stream()
                .collect(Collectors.groupingBy(
                        Notification::type, () -> new EnumMap<>(NotificationType.class), Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().text())
                .collect(Collectors.joining(", "));
    }
}
