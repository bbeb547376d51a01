package com.hookprobe.node.config;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the settings of a site's exchange. */
public final class ExchangeCheck {
    /** What a key may be good for, as the configuration and the commands write it. */
    public static final List<String> RIGHTS = List.of("bouncer", "stream", "taxii_read", "taxii_write", "misp");

    /** What a name of a key or a source is. */
    public static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    private static final String NAME_WORDS = "1 to 64 of letters, digits, '.', '_' and '-'";
    private static final List<String> MARKINGS = List.of("white", "green", "amber", "red");
    private static final List<String> ACTIONS = List.of("watch", "rate_limit", "block");
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "::1", "localhost");
    private static final int KEYS_MAX = 256;
    private static final int SOURCES_MAX = 16;
    private static final int PUBLISHER_CHARS_MAX = 64;
    private static final long INTERVAL_MS_MIN = 60_000;
    private static final long INTERVAL_MS_MAX = 604_800_000;
    private static final long HOLD_MS_MIN = 60_000;
    private static final long HOLD_MS_MAX = 31_536_000_000L;

    private final String file;

    private ExchangeCheck(String file) {
        this.file = file;
    }

    /**
     * Only a site has decisions to tell.
     *
     * @throws ConfigException when another node is to have an exchange
     */
    public static void requireSite(@Nullable ExchangeSettings settings, boolean site) throws ConfigException {
        if (settings != null && !site) {
            throw new ConfigException(
                    "'exchange' is for sites, which decide about attackers: guardian, fortress and nexus;"
                            + " leave the section out on sentinels and the MSSP");
        }
    }

    static void check(String file, @Nullable ExchangeSettings settings) throws ConfigException {
        if (settings != null) {
            new ExchangeCheck(file).all(settings);
        }
    }

    private void all(ExchangeSettings settings) throws ConfigException {
        if (settings.portNumber() < 0 || settings.portNumber() > 65_535) {
            throw fail("port", "0 to 65535 (0 = any free port)", settings.portNumber());
        }
        String publisher = settings.publisher();
        if (publisher != null && (publisher.isBlank() || publisher.length() > PUBLISHER_CHARS_MAX)) {
            throw fail("publisher", "1 to " + PUBLISHER_CHARS_MAX + " characters", publisher.length() + " characters");
        }
        oneOf("tlp", settings.marking(), MARKINGS);
        ApiSettings.Tls tls = settings.tls();
        if (tls != null && (tls.keystore() == null || tls.passwordFile() == null)) {
            throw fail("tls", "keystore and password_file", "one of them, or none");
        }
        if (tls == null && !LOOPBACK.contains(settings.address())) {
            throw fail(
                    "tls",
                    "keystore and password_file, for keys would travel in the clear beyond loopback",
                    "none, and bind " + settings.address());
        }
        keys(settings.configuredKeys());
        belief("shared", settings.posted());
        pulls(settings.asked());
    }

    private void keys(List<ExchangeSettings.Key> keys) throws ConfigException {
        if (keys.size() > KEYS_MAX) {
            throw fail("keys", "at most " + KEYS_MAX, keys.size());
        }
        Set<String> names = new HashSet<>();
        for (ExchangeSettings.Key key : keys) {
            if (key.name() == null || !key.name().matches(NAME)) {
                throw fail("keys.name", NAME_WORDS, String.valueOf(key.name()));
            }
            if (!names.add(key.name())) {
                throw fail("keys.name", "each name once", key.name() + " twice");
            }
            if (key.sha256() == null || !key.sha256().matches("[0-9a-fA-F]{64}")) {
                // Never what was found: it may be the key itself.
                throw fail("keys.sha256", "64 hexadecimal digits, the SHA-256 of the key", "something else");
            }
            List<String> rights = key.rights() == null ? List.of() : key.rights();
            if (rights.isEmpty()) {
                throw fail("keys.rights", "one or more of " + String.join(", ", RIGHTS), "none");
            }
            for (String right : rights) {
                oneOf("keys.rights", right.toLowerCase(Locale.ROOT), RIGHTS);
            }
        }
    }

    private void pulls(ExchangeSettings.Pulls pulls) throws ConfigException {
        millis("pulls.interval", pulls.every().toMillis(), INTERVAL_MS_MIN, INTERVAL_MS_MAX);
        if (pulls.collections().size() + pulls.feeds().size() > SOURCES_MAX) {
            throw fail(
                    "pulls",
                    "at most " + SOURCES_MAX + " sources",
                    pulls.collections().size() + pulls.feeds().size());
        }
        Set<String> names = new HashSet<>();
        for (ExchangeSettings.Source source : pulls.collections()) {
            source("pulls.taxii", source, names);
            if (source.folder() != null) {
                throw fail("pulls.taxii.folder", "url, for a collection is on a server", "a folder");
            }
        }
        for (ExchangeSettings.Source source : pulls.feeds()) {
            if (source.user() != null) {
                throw fail("pulls.misp.user", "secret_file alone, with MISP's authorisation key", "a user");
            }
            source("pulls.misp", source, names);
        }
    }

    private void source(String key, ExchangeSettings.Source source, Set<String> names) throws ConfigException {
        if (source.name() == null || !source.name().matches(NAME)) {
            throw fail(key + ".name", NAME_WORDS, String.valueOf(source.name()));
        }
        if (!names.add(source.name())) {
            throw fail(key + ".name", "each name once", source.name() + " twice");
        }
        if ((source.url() == null) == (source.folder() == null)) {
            throw fail(key + "." + source.name(), "url or folder", source.url() == null ? "neither" : "both");
        }
        if (source.url() != null) {
            url(key + ".url", source.url());
        }
        if (source.secretFile() == null && source.user() != null) {
            throw fail(key + ".secret_file", "the file with the password of user", "none");
        }
        if (source.folder() != null && source.secretFile() != null) {
            throw fail(key + ".secret_file", "none beside a folder, which needs no key", "one");
        }
        belief(key, source.belief());
    }

    private void url(String key, String text) throws ConfigException {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw fail(key, "an address such as https://example.org/taxii2/root/collections/ID/", "another text");
        }
        String host = uri.getHost() == null ? "" : uri.getHost().replaceAll("[\\[\\]]", "");
        boolean safe = "https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && LOOPBACK.contains(host));
        boolean plain = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
        if (host.isEmpty() || !safe || !plain || !String.valueOf(uri.getPath()).endsWith("/")) {
            throw fail(
                    key,
                    "https, or http on loopback, without user and query, with a slash at its end",
                    uri.getScheme() + "://" + host);
        }
    }

    private void belief(String key, ExchangeSettings.Shared belief) throws ConfigException {
        if (!(belief.believed() >= 0 && belief.believed() <= 1)) {
            throw fail(key + ".weight", "0 to 1", belief.believed());
        }
        oneOf(key + ".action", belief.most(), ACTIONS);
        millis(key + ".hold", belief.held().toMillis(), HOLD_MS_MIN, HOLD_MS_MAX);
    }

    private void oneOf(String key, String value, List<String> allowed) throws ConfigException {
        if (!allowed.contains(value)) {
            throw fail(key, String.join(", ", allowed), value);
        }
    }

    private void millis(String key, long millis, long min, long max) throws ConfigException {
        if (millis < min || millis > max) {
            throw fail(key, min / 1000 + " to " + max / 1000 + " seconds", millis / 1000.0);
        }
    }

    private ConfigException fail(String key, String expected, Object found) {
        return new ConfigException(file + ": 'exchange." + key + "' expects " + expected + "; found " + found);
    }
}
