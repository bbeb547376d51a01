package com.hookprobe.qsecbit.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.http.Limits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rates, and what the configuration refuses. */
class BoundsTest {
    @TempDir
    private Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private ExchangeServer start(DecisionStream stream, ApiKeys keys) throws Exception {
        ExchangeConfig config = new ExchangeConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.empty(),
                new Limits(4, 256, Duration.ofSeconds(20), 64, 1_000_000, 1_000_000, Duration.ofSeconds(5)),
                folder.resolve("exchange"),
                "example.org",
                Tlp.GREEN,
                new TestExchange.TestClock(),
                nanos::get);
        return ExchangeServer.start(
                config, keys, new ExchangePorts(stream, null, said -> IndicatorIntake.Verdict.TAKEN));
    }

    private HttpResponse<String> ask(ExchangeServer server, String path, String key, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                .timeout(Duration.ofSeconds(60));
        if (!key.isEmpty()) {
            request.header("X-Api-Key", key);
        }
        return client.send(
                (body.isEmpty() ? request : request.POST(BodyPublishers.ofString(body))).build(),
                BodyHandlers.ofString());
    }

    @Test
    void aKeyThatAsksTooOftenWaitsAndNoOther() throws Exception {
        ApiKeys keys = new ApiKeys(
                List.of(
                        ApiKey.ofHash("a", ApiKey.hashOf("a"), Right.BOUNCER),
                        ApiKey.ofHash("b", ApiKey.hashOf("b"), Right.BOUNCER)),
                nanos::get);
        try (DecisionStream stream = DecisionStream.open(
                        folder.resolve("stream"), DecisionStream.Bounds.DEFAULT, new TestExchange.TestClock());
                ExchangeServer server = start(stream, keys)) {
            for (int i = 0; i < 100; i++) {
                assertThat(ask(server, "/v1/decisions", "a", "").statusCode()).isEqualTo(200);
            }
            HttpResponse<String> refused = ask(server, "/v1/decisions", "a", "");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(ask(server, "/v1/decisions", "b", "").statusCode()).isEqualTo(200);
            nanos.addAndGet(1_000_000_000L);
            assertThat(ask(server, "/v1/decisions", "a", "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void passwordsCanBeTriedSoOftenOnly() throws Exception {
        ApiKeys keys = new ApiKeys(List.of(), nanos::get);
        try (DecisionStream stream = DecisionStream.open(
                        folder.resolve("stream"), DecisionStream.Bounds.DEFAULT, new TestExchange.TestClock());
                ExchangeServer server = start(stream, keys)) {
            String nobody = "{\"machine_id\":\"nobody\",\"password\":\"x\"}";
            for (int i = 0; i < 10; i++) {
                assertThat(ask(server, "/v1/watchers/login", "", nobody).statusCode())
                        .isEqualTo(401);
            }
            assertThat(ask(server, "/v1/watchers/login", "", nobody).statusCode())
                    .isEqualTo(429);
            assertThat(ask(server, "/v1/watchers", "", nobody).statusCode()).isEqualTo(429);
            nanos.addAndGet(5_000_000_000L);
            assertThat(ask(server, "/v1/watchers/login", "", nobody).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void keysDoNotTravelInTheClear() throws Exception {
        ExchangeConfig loopback = ExchangeConfig.of(folder, "example.org");
        InetSocketAddress wide = new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0);
        assertThatThrownBy(() -> loopback.at(wide, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TLS");
        assertThat(loopback.at(wide, Optional.of(javax.net.ssl.SSLContext.getDefault()))
                        .tls())
                .isPresent();
    }

    @Test
    void keysAreHashesWithNamesOfTheirOwn() {
        ApiKey key = ApiKey.ofHash("a", ApiKey.hashOf("secret"), Right.STREAM);
        assertThat(key.toString()).doesNotContain("secret").doesNotContain(ApiKey.hashOf("secret"));
        assertThatThrownBy(() -> new ApiKeys(List.of(key, key), nanos::get))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ApiKey.ofHash("a", "00", Right.STREAM)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ApiKey.ofHash("a", ApiKey.hashOf("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ApiKey.ofHash("a b", ApiKey.hashOf("x"), Right.MISP))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "IP,192.0.2.1,192.0.2.1",
        "IP,192.0.2.1/32,192.0.2.1",
        "IP,2001:DB8:0::1,2001:db8::1",
        "RANGE,192.0.2.0/24,192.0.2.0/24",
        "DOMAIN,Evil.Example.,evil.example",
        "SHA1,DA39A3EE5E6B4B0D3255BFEF95601890AFD80709,da39a3ee5e6b4b0d3255bfef95601890afd80709"
    })
    void valuesHaveOneSpelling(Subject.Kind kind, String text, String value) {
        assertThat(Subject.of(kind, text))
                .hasValueSatisfying(subject -> assertThat(subject.value()).isEqualTo(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "IP 0.0.0.0", "IP ::", "IP 192.0.2.0/24", "IP 192.0.2.256", "RANGE 192.0.2.7/24", "RANGE 0.0.0.0/0",
                        "RANGE ::/0",
                "RANGE 192.0.2.1/32", "DOMAIN localhost", "DOMAIN a..b", "DOMAIN -a.b", "DOMAIN a b.c",
                        "URL gopher://a.b", "URL http://a b",
                "MD5 00", "SHA256 xyz"
            })
    void whatIsNoValueIsNone(String text) {
        int space = text.indexOf(' ');
        assertThat(Subject.of(Subject.Kind.valueOf(text.substring(0, space)), text.substring(space + 1)))
                .isEmpty();
    }
}
