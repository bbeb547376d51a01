package com.hookprobe.node.config;

import com.hookprobe.node.config.NotificationPlan.Complaint;
import com.hookprobe.notify.ChannelConfig;
import com.hookprobe.notify.SecretFile;
import com.hookprobe.notify.core.Lane;
import com.hookprobe.notify.core.QuietHours;
import com.hookprobe.qsecbit.metric.Severity;
import java.net.URI;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One channel of {@code notifications.channels}. */
final class ChannelPlan {
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "::1", "[::1]", "localhost");
    private static final Pattern MAIL =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9:\\[](?:[A-Za-z0-9.:\\]-]{0,253})");
    private static final int RECIPIENTS_MAX = 20;
    private static final int TOGETHER_FOR_PROGRAMS = 100;
    private static final int TOGETHER_FOR_PEOPLE = 1_000;

    /** What each kind may say of how it is reached. */
    private static final Map<String, Set<String>> KEYS = Map.of(
            "webhook", Set.of("url", "url_file", "secret_file"),
            "slack", Set.of("url_file"),
            "mail", Set.of("host", "port", "security", "user", "password_file", "from", "to"));

    private final Complaint complaint;
    private final String key;
    private final NotificationSettings.Channel given;

    ChannelPlan(Complaint complaint, String key, NotificationSettings.Channel given) {
        this.complaint = complaint;
        this.key = key;
        this.given = given;
    }

    private ConfigException wrong(String name, String expected, Object found) {
        return complaint.of(key + "." + name, expected, found);
    }

    ChannelConfig channel(ZoneId zone) throws ConfigException {
        String name = given.name();
        if (name == null || !name.matches(Lane.NAME)) {
            throw wrong("name", "1 to 32 of a-z, 0-9, '-' and '_'", String.valueOf(name));
        }
        String kind = String.valueOf(given.kind()).toLowerCase(Locale.ROOT);
        Set<String> own = KEYS.get(kind);
        if (own == null) {
            throw wrong("kind", "webhook, slack or mail", String.valueOf(given.kind()));
        }
        for (Map.Entry<String, @Nullable Object> other : reach().entrySet()) {
            if (other.getValue() != null && !own.contains(other.getKey())) {
                throw wrong(other.getKey(), "nothing, for it is not for " + kind, "something");
            }
        }
        ChannelConfig.Target target = switch (kind) {
            case "webhook" -> webhook();
            case "slack" -> new ChannelConfig.Slack(file("url_file", given.urlFile()));
            default -> mail();
        };
        return new ChannelConfig(
                lane(name, kind, zone),
                target,
                Optional.ofNullable(given.caFile()).map(Path::of));
    }

    private Map<String, @Nullable Object> reach() {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("url", given.url());
        all.put("url_file", given.urlFile());
        all.put("secret_file", given.secretFile());
        all.put("host", given.host());
        all.put("port", given.port());
        all.put("security", given.security());
        all.put("user", given.user());
        all.put("password_file", given.passwordFile());
        all.put("from", given.from());
        all.put("to", given.to());
        return all;
    }

    private SecretFile file(String name, @Nullable String path) throws ConfigException {
        if (path == null) {
            throw wrong(name, "a file, for the address is a secret", "none");
        }
        return new SecretFile(Path.of(path));
    }

    private ChannelConfig.Webhook webhook() throws ConfigException {
        if ((given.url() == null) == (given.urlFile() == null)) {
            throw wrong("url", "url or url_file", given.url() == null ? "neither" : "both");
        }
        ChannelConfig.Address address = given.url() == null
                ? new ChannelConfig.Address.Secret(file("url_file", given.urlFile()))
                : new ChannelConfig.Address.Given(url(given.url()));
        return new ChannelConfig.Webhook(
                address, Optional.ofNullable(given.secretFile()).map(path -> new SecretFile(Path.of(path))));
    }

    private String url(String text) throws ConfigException {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            uri = URI.create("");
        }
        String host = uri.getHost();
        boolean safe = "https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && LOOPBACK.contains(host));
        if (host == null
                || !safe
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            // Never what was found: it may hold a secret.
            throw wrong(
                    "url",
                    "https, or http on this machine, without user, query and fragment; put an address with a secret into"
                            + " url_file",
                    "another address");
        }
        return text;
    }

    private ChannelConfig.Mail mail() throws ConfigException {
        String host = Objects.requireNonNullElse(given.host(), "");
        if (!HOST.matcher(host).matches()) {
            throw wrong("host", "the name of a mail server", host.isEmpty() ? "none" : host);
        }
        ChannelConfig.Security security = security();
        if (security == ChannelConfig.Security.NONE && !LOOPBACK.contains(host)) {
            throw wrong("security", "starttls or tls, for this would go in the clear to another machine", "none");
        }
        int usual = switch (security) {
            case STARTTLS -> 587;
            case TLS -> 465;
            case NONE -> 25;
        };
        int port = given.port() == null ? usual : given.port();
        complaint.range(key + ".port", port, 1, 65_535);
        if ((given.user() == null) != (given.passwordFile() == null)) {
            throw wrong("user", "user and password_file, or neither", "one of them");
        }
        List<String> to = given.to() == null ? List.of() : given.to();
        if (to.isEmpty() || to.size() > RECIPIENTS_MAX) {
            throw wrong("to", "1 to " + RECIPIENTS_MAX + " addresses", to.size());
        }
        for (String each : to) {
            address("to", each);
        }
        return new ChannelConfig.Mail(
                host,
                port,
                security,
                given.user() == null
                        ? Optional.empty()
                        : Optional.of(new ChannelConfig.Login(
                                given.user(), new SecretFile(Path.of(String.valueOf(given.passwordFile()))))),
                address("from", given.from()),
                to);
    }

    private ChannelConfig.Security security() throws ConfigException {
        String word = given.security() == null ? "starttls" : given.security();
        for (ChannelConfig.Security one : ChannelConfig.Security.values()) {
            if (one.name().equalsIgnoreCase(word)) {
                return one;
            }
        }
        throw wrong("security", "starttls, tls or none", word);
    }

    private String address(String name, @Nullable String text) throws ConfigException {
        if (text == null || !MAIL.matcher(text).matches()) {
            throw wrong(name, "an address such as owner@example.org, without a name", String.valueOf(text));
        }
        return text;
    }

    private Lane lane(String name, String kind, ZoneId zone) throws ConfigException {
        boolean program = kind.equals("webhook");
        int perHour = given.perHour() != null ? given.perHour() : program ? 3_600 : kind.equals("slack") ? 60 : 20;
        int burst = given.burst() != null ? given.burst() : program ? 100 : kind.equals("slack") ? 10 : 5;
        complaint.range(key + ".per_hour", perHour, 1, 100_000);
        complaint.range(key + ".burst", burst, 1, 10_000);
        complaint.seconds(key + ".digest", given.gathered().toNanos() / 1e9, 0, 86_400);
        return new Lane(
                name,
                perHour,
                burst,
                given.gathered(),
                quiet(zone),
                complaint.severity(key + ".urgent", given.urgent(), Severity.CRITICAL),
                program ? TOGETHER_FOR_PROGRAMS : TOGETHER_FOR_PEOPLE);
    }

    private Optional<QuietHours> quiet(ZoneId zone) throws ConfigException {
        NotificationSettings.Quiet hours = given.quiet();
        if (hours == null) {
            return Optional.empty();
        }
        LocalTime from = time("quiet.from", hours.from());
        LocalTime to = time("quiet.to", hours.to());
        if (from.equals(to)) {
            throw wrong("quiet.to", "another time than from", to);
        }
        return Optional.of(new QuietHours(from, to, zone));
    }

    private LocalTime time(String name, @Nullable String text) throws ConfigException {
        try {
            return LocalTime.parse(String.valueOf(text));
        } catch (DateTimeParseException e) {
            throw wrong(name, "a time such as \"22:00\"", String.valueOf(text));
        }
    }
}
