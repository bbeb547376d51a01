package com.hookprobe.node.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node tells of itself over HTTP: health, metrics, and whatever else is served at the same door. Nothing listens, and nothing is
 * pushed, when it is left out.
 *
 * @param bind address; 127.0.0.1 when it is left out
 * @param port 8719 when it is left out; 0 = any free one
 * @param tls needed beyond this machine
 * @param metrics who may read {@code /metrics}: public, token (the default), or off
 * @param tokens who is let in
 * @param otlp where metrics are pushed to; nowhere when it is left out
 * @param console the pages by which people run this node; none when it is left out
 */
public record WebSettings(
        @Nullable String bind,
        @Nullable Integer port,
        ApiSettings.@Nullable Tls tls,
        @Nullable String metrics,
        @Nullable List<Token> tokens,
        @Nullable Otlp otlp,
        @Nullable ConsoleSettings console) {
    private static final int PORT = 8719;

    /**
     * @param name for the log
     * @param sha256 of the token, hexadecimal; the token itself is 32 random bytes in any writing
     */
    public record Token(@Nullable String name, @Nullable String sha256) {}

    /**
     * A collector of OpenTelemetry that takes OTLP over HTTP.
     *
     * @param endpoint where metrics are posted to, with its path: {@code http://collector:4318/v1/metrics}
     * @param interval seconds between two pushes; 60 when it is left out
     * @param headers of each push; for secrets
     */
    public record Otlp(
            @Nullable String endpoint,
            @Nullable Double interval,
            @Nullable Map<String, String> headers) {
        private static final double INTERVAL_S = 60;

        public Duration every() {
            return NodeConfig.seconds(interval, INTERVAL_S);
        }

        public Map<String, String> sent() {
            return headers == null ? Map.of() : headers;
        }

        /** Without the headers. */
        @Override
        public String toString() {
            return "Otlp[" + endpoint + "]";
        }
    }

    public String address() {
        return bind == null ? "127.0.0.1" : bind;
    }

    public int portNumber() {
        return port == null ? PORT : port;
    }

    public String metricsFor() {
        return metrics == null ? "token" : metrics.toLowerCase(Locale.ROOT);
    }

    public List<Token> known() {
        return tokens == null ? List.of() : tokens;
    }
}
