package com.hookprobe.node.config;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks what a node tells of itself over HTTP. */
final class WebCheck {
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "::1", "localhost");
    private static final List<String> READERS = List.of("public", "token", "off");
    private static final Set<String> OWN_HEADERS =
            Set.of("content-type", "content-encoding", "content-length", "host", "connection", "transfer-encoding");
    private static final int TOKENS_MAX = 256;
    private static final int HEADERS_MAX = 16;
    private static final int HEADER_CHARS_MAX = 4_096;
    private static final long INTERVAL_MS_MIN = 1_000;
    private static final long INTERVAL_MS_MAX = 3_600_000;

    private final String file;

    private WebCheck(String file) {
        this.file = file;
    }

    static void check(String file, @Nullable WebSettings settings) throws ConfigException {
        if (settings != null) {
            new WebCheck(file).all(settings);
        }
    }

    private void all(WebSettings settings) throws ConfigException {
        if (settings.portNumber() < 0 || settings.portNumber() > 65_535) {
            throw fail("port", "0 to 65535 (0 = any free port)", settings.portNumber());
        }
        ApiSettings.Tls tls = settings.tls();
        if (tls != null && (tls.keystore() == null || tls.passwordFile() == null)) {
            throw fail("tls", "keystore and password_file", "one of them, or none");
        }
        if (tls == null && !LOOPBACK.contains(settings.address())) {
            throw fail(
                    "tls",
                    "keystore and password_file, for tokens would travel in the clear beyond loopback",
                    "none, and bind " + settings.address());
        }
        if (!READERS.contains(settings.metricsFor())) {
            throw fail("metrics", String.join(", ", READERS), settings.metricsFor());
        }
        tokens(settings.known());
        if ("token".equals(settings.metrics()) && settings.known().isEmpty()) {
            throw fail("metrics", "public or off, or somebody under tokens who may read them", "token, and no tokens");
        }
        if (settings.otlp() != null) {
            otlp(settings.otlp());
        }
        if (settings.console() != null) {
            console(settings.console());
        }
    }

    private void console(ConsoleSettings settings) throws ConfigException {
        for (String origin : settings.from()) {
            if (!origin.matches("https?://[A-Za-z0-9.\\[\\]:-]+")) {
                throw fail("console.origins", "addresses such as https://guardian.example, without a path", origin);
            }
        }
        if (settings.oidc() != null) {
            try {
                ConsoleProvider.of(settings.oidc(), null);
            } catch (ConfigException e) {
                throw new ConfigException(file + ": " + e.getMessage());
            }
        }
    }

    private void tokens(List<WebSettings.Token> tokens) throws ConfigException {
        if (tokens.size() > TOKENS_MAX) {
            throw fail("tokens", "at most " + TOKENS_MAX, tokens.size());
        }
        Set<String> names = new HashSet<>();
        for (WebSettings.Token token : tokens) {
            if (token.name() == null || !token.name().matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
                throw fail("tokens.name", "1 to 64 of letters, digits, '.', '_' and '-'", String.valueOf(token.name()));
            }
            if (!names.add(token.name())) {
                throw fail("tokens.name", "each name once", token.name() + " twice");
            }
            if (token.sha256() == null || !token.sha256().matches("[0-9a-fA-F]{64}")) {
                // Never what was found: it may be the token itself.
                throw fail("tokens.sha256", "64 hexadecimal digits, the SHA-256 of the token", "something else");
            }
        }
    }

    private void otlp(WebSettings.Otlp otlp) throws ConfigException {
        URI uri = uri(otlp.endpoint());
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
            throw fail(
                    "otlp.endpoint",
                    "an http or https address with its path, like http://collector:4318/v1/metrics,"
                            + " and secrets in headers",
                    "another one");
        }
        if (!otlp.sent().isEmpty() && "http".equalsIgnoreCase(uri.getScheme()) && !LOOPBACK.contains(host(uri))) {
            throw fail("otlp.endpoint", "https beside headers, whose secrets would travel in the clear", "http");
        }
        long millis = otlp.every().toMillis();
        if (millis < INTERVAL_MS_MIN || millis > INTERVAL_MS_MAX) {
            throw fail(
                    "otlp.interval",
                    INTERVAL_MS_MIN / 1000 + " to " + INTERVAL_MS_MAX / 1000 + " seconds",
                    millis / 1000.0);
        }
        if (otlp.sent().size() > HEADERS_MAX) {
            throw fail("otlp.headers", "at most " + HEADERS_MAX, otlp.sent().size());
        }
        for (Map.Entry<String, String> header : otlp.sent().entrySet()) {
            header(header.getKey(), header.getValue());
        }
    }

    private static String host(URI uri) {
        return String.valueOf(uri.getHost()).replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT);
    }

    private void header(String name, @Nullable String value) throws ConfigException {
        if (!name.matches("[A-Za-z0-9-]{1,64}") || OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
            throw fail("otlp.headers", "names of headers that are not the push's own", name);
        }
        boolean fits = value != null
                && !value.isBlank()
                && value.length() <= HEADER_CHARS_MAX
                && value.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
        if (!fits) {
            // Never the value: it is a secret.
            throw fail("otlp.headers." + name, "1 to " + HEADER_CHARS_MAX + " characters of ASCII", "something else");
        }
    }

    private URI uri(@Nullable String text) throws ConfigException {
        if (text == null) {
            throw fail("otlp.endpoint", "the collector's address", "none");
        }
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw fail("otlp.endpoint", "an address", "another text");
        }
    }

    private ConfigException fail(String key, String expected, Object found) {
        return new ConfigException(file + ": 'api." + key + "' expects " + expected + "; found " + found);
    }
}
