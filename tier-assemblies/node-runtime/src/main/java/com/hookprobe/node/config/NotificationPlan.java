package com.hookprobe.node.config;

import com.hookprobe.notify.ChannelConfig;
import com.hookprobe.notify.NotifierConfig;
import com.hookprobe.notify.core.Backoff;
import com.hookprobe.notify.core.Dispatch;
import com.hookprobe.notify.core.NotificationType;
import com.hookprobe.notify.core.Rule;
import com.hookprobe.notify.core.Template;
import com.hookprobe.notify.core.TemplateException;
import com.hookprobe.qsecbit.metric.Severity;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes of {@code notifications} what a notifier needs, and says what in it cannot be. */
public final class NotificationPlan {
    private static final int CHANNELS_MAX = 16;
    private static final int RULES_MAX = 64;
    private static final int SITE_MAX = 64;
    private static final long QUEUE_BYTES = 8 << 20;

    private final Complaint complaint;
    private final NotificationSettings settings;

    private NotificationPlan(Complaint complaint, NotificationSettings settings) {
        this.complaint = complaint;
        this.settings = settings;
    }

    /** Says what is wrong, with its line. */
    static void check(String file, NodeConfig config, Map<String, Integer> lines) throws ConfigException {
        NotificationSettings settings = config.notifications();
        if (settings != null) {
            new NotificationPlan(new Complaint(file, lines), settings).plan(config);
        }
    }

    /** What a node of this configuration needs. */
    public static NotifierConfig of(NodeConfig config, NotificationSettings settings) throws ConfigException {
        return new NotificationPlan(new Complaint("", Map.of()), settings).plan(config);
    }

    /** How a setting is complained about. */
    record Complaint(String file, Map<String, Integer> lines) {
        /** @param key below {@code notifications} */
        ConfigException of(String key, String expected, Object found) {
            String path = "notifications." + key;
            Integer line = lines.get(path);
            for (String at = path; line == null && at.contains("."); ) {
                at = at.substring(0, at.lastIndexOf('.'));
                line = lines.get(at);
            }
            String where = file.isEmpty() ? "" : file + (line == null ? ": " : ":" + line + ": ");
            return new ConfigException(where + "'" + path + "' expects " + expected + "; found " + found);
        }

        void seconds(String key, double value, double min, double max) throws ConfigException {
            if (!(value >= min && value <= max)) {
                throw of(key, min + " to " + max + " seconds", value);
            }
        }

        void range(String key, int value, int min, int max) throws ConfigException {
            if (value < min || value > max) {
                throw of(key, min + " to " + max, value);
            }
        }

        Severity severity(String key, @Nullable String word, Severity otherwise) throws ConfigException {
            for (Severity one : Severity.values()) {
                if (word != null && one.name().equalsIgnoreCase(word)) {
                    return one;
                }
            }
            if (word != null) {
                throw of(key, "info, low, medium, high or critical", word);
            }
            return otherwise;
        }
    }

    private NotifierConfig plan(NodeConfig config) throws ConfigException {
        String node = config.node().name();
        String site = settings.place(node);
        if (site.isBlank() || site.length() > SITE_MAX) {
            throw complaint.of("site", "1 to " + SITE_MAX + " characters", site.length() + " characters");
        }
        complaint.seconds("node_lost_after", settings.lostAfter().toNanos() / 1e9, 10, 86_400);
        complaint.seconds("keep", settings.kept().toNanos() / 1e9, 60, 2_592_000);
        complaint.range("queue", settings.waiting(), 10, 10_000);
        ZoneId zone = zone();
        List<ChannelConfig> channels = channels(zone);
        return new NotifierConfig(
                node,
                site,
                zone,
                Path.of(config.node().data(), "notifications"),
                channels,
                rules(channels.stream().map(one -> one.lane().name()).toList()),
                new Dispatch.Bounds(settings.waiting(), QUEUE_BYTES, settings.kept()),
                Backoff.STANDARD,
                NotifierConfig.PATIENCE);
    }

    private ZoneId zone() throws ConfigException {
        String zone = settings.zone();
        if (zone == null) {
            return ZoneId.systemDefault();
        }
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw complaint.of("zone", "a time zone such as Europe/Berlin", zone);
        }
    }

    private List<ChannelConfig> channels(ZoneId zone) throws ConfigException {
        List<NotificationSettings.Channel> given = settings.channels() == null ? List.of() : settings.channels();
        if (given.isEmpty() || given.size() > CHANNELS_MAX) {
            throw complaint.of("channels", "1 to " + CHANNELS_MAX + " channels", given.size());
        }
        List<ChannelConfig> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            ChannelConfig one = new ChannelPlan(complaint, "channels.[" + i + "]", given.get(i)).channel(zone);
            if (!names.add(one.lane().name())) {
                throw complaint.of(
                        "channels.[" + i + "].name",
                        "each name once",
                        one.lane().name() + " twice");
            }
            all.add(one);
        }
        return all;
    }

    private List<Rule> rules(List<String> channels) throws ConfigException {
        List<NotificationSettings.Rule> given = settings.rules();
        if (given == null) {
            Set<NotificationType> all = Set.of(NotificationType.values());
            Set<String> everybody = Set.copyOf(channels);
            return List.of(
                    new Rule(all, Severity.HIGH, everybody, Optional.empty(), Optional.empty()),
                    new Rule(
                            Set.of(NotificationType.NODE_BACK),
                            Severity.INFO,
                            everybody,
                            Optional.empty(),
                            Optional.empty()));
        }
        if (given.size() > RULES_MAX) {
            throw complaint.of("rules", "at most " + RULES_MAX, given.size());
        }
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            rules.add(rule("rules.[" + i + "]", given.get(i), channels));
        }
        return rules;
    }

    private Rule rule(String key, NotificationSettings.Rule given, List<String> channels) throws ConfigException {
        Set<NotificationType> types = types(key + ".events", given.events());
        Set<String> known = new LinkedHashSet<>(types.iterator().next().named().keySet());
        types.forEach(type -> known.retainAll(type.named().keySet()));
        List<String> to = given.channels() == null ? channels : given.channels();
        for (String one : to) {
            if (!channels.contains(one)) {
                throw complaint.of(key + ".channels", "names of channels: " + String.join(", ", channels), one);
            }
        }
        if (to.isEmpty()) {
            throw complaint.of(key + ".channels", "one channel at least", "none");
        }
        return new Rule(
                types,
                complaint.severity(key + ".severity", given.severity(), Severity.HIGH),
                new HashSet<>(to),
                template(key + ".title", given.title(), known),
                template(key + ".text", given.text(), known));
    }

    private Set<NotificationType> types(String key, @Nullable List<String> words) throws ConfigException {
        if (words == null) {
            return Set.of(NotificationType.values());
        }
        Set<NotificationType> types = new HashSet<>();
        for (String word : words) {
            types.add(NotificationType.of(word)
                    .orElseThrow(() -> complaint.of(key, String.join(", ", NotificationType.names()), word)));
        }
        if (types.isEmpty()) {
            throw complaint.of(key, "one at least of " + String.join(", ", NotificationType.names()), "none");
        }
        return types;
    }

    private Optional<Template> template(String key, @Nullable String text, Set<String> known) throws ConfigException {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Template.of(text, known));
        } catch (TemplateException e) {
            String[] parts = String.valueOf(e.getMessage()).split("; found ", 2);
            throw complaint.of(key, parts[0], parts.length > 1 ? parts[1] : "another text");
        }
    }
}
