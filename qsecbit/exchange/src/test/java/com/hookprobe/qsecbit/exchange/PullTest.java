package com.hookprobe.qsecbit.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.exchange.DecisionEdit.Cause;
import com.hookprobe.qsecbit.exchange.core.Backoff;
import com.hookprobe.qsecbit.exchange.misp.MispPuller;
import com.hookprobe.qsecbit.exchange.taxii.TaxiiPuller;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One exchange pulls what another serves; and what a server may do to a client. */
class PullTest {
    @TempDir
    private Path folder;

    private final Fetch fetch = new Fetch(Optional.empty(), Duration.ofSeconds(20));
    private final List<Intelligence> taken = new ArrayList<>();
    private boolean full;

    private IndicatorIntake.Verdict offer(List<Intelligence> said) {
        if (full) {
            return IndicatorIntake.Verdict.FULL;
        }
        taken.addAll(said);
        return IndicatorIntake.Verdict.TAKEN;
    }

    private TaxiiPuller taxii(URI collection) {
        return new TaxiiPuller(
                "peer",
                collection,
                Optional.of("Bearer " + TestExchange.KEY),
                folder.resolve("cursor"),
                fetch,
                this::offer);
    }

    @Test
    void aCollectionIsPulledOnceAndThenWhatIsNew() throws Exception {
        try (TestExchange peer = new TestExchange()) {
            URI collection = peer.uri("/taxii2/root/collections/decisions/");
            for (int i = 0; i < 600; i++) {
                peer.apply(TestExchange.put("n" + i, "10.0." + i / 200 + "." + (1 + i % 200)));
            }
            // Publisher and marking say nothing of attackers.
            assertThat(taxii(collection).pull()).isEqualTo(new Pulled(1_200, 2, 0, false));
            assertThat(taken).hasSize(1_200);
            assertThat(taxii(collection).pull()).isEqualTo(Pulled.NOTHING);
            peer.clock.turn(Duration.ofMinutes(1));
            peer.apply(new DecisionEdit.Delete("n5", Cause.WITHDRAWN));
            taken.clear();
            assertThat(taxii(collection).pull().taken()).isEqualTo(1);
            assertThat(taken.get(0)).isInstanceOfSatisfying(Intelligence.Indicator.class, one -> {
                assertThat(one.revoked()).isTrue();
                assertThat(one.subjects()).hasToString("[Ip 10.0.0.6]");
                assertThat(one.source()).isEqualTo("peer");
            });
        }
    }

    @Test
    void withoutRoomThePlaceDoesNotMove() throws Exception {
        try (TestExchange peer = new TestExchange()) {
            peer.apply(TestExchange.put("a", "192.0.2.1"));
            URI collection = peer.uri("/taxii2/root/collections/decisions/");
            full = true;
            assertThat(taxii(collection).pull().full()).isTrue();
            full = false;
            assertThat(taxii(collection).pull().taken()).isEqualTo(2);
        }
    }

    @Test
    void aFeedIsPulledFromAServerAndFromAFolder() throws Exception {
        try (TestExchange peer = new TestExchange()) {
            peer.apply(TestExchange.put("a", "192.0.2.1"), TestExchange.put("b", "192.0.2.0/24"));
            peer.clock.turn(Duration.ofHours(1));
            URI feed = peer.uri("/misp/");
            MispPuller puller = MispPuller.of(
                    "feed", feed, Map.of("X-Api-Key", TestExchange.KEY), folder.resolve("c1"), fetch, this::offer);
            assertThat(puller.pull()).isEqualTo(new Pulled(2, 0, 0, false));
            assertThat(puller.pull()).isEqualTo(Pulled.NOTHING);
            assertThat(taken.toString()).contains("192.0.2.1", "192.0.2.0/24").contains("amber");
            peer.apply(TestExchange.put("c", "192.0.2.3"));
            assertThat(puller.pull().taken()).isEqualTo(3);
            // Once more, since the second was not over; then no more.
            peer.clock.turn(Duration.ofSeconds(1));
            assertThat(puller.pull().taken()).isEqualTo(3);
            peer.clock.turn(Duration.ofSeconds(1));
            assertThat(puller.pull()).isEqualTo(Pulled.NOTHING);

            Path copy = Files.createDirectory(folder.resolve("copy"));
            String manifest = peer.get("/misp/manifest.json").body();
            Files.writeString(copy.resolve("manifest.json"), manifest);
            for (Map.Entry<String, ?> event :
                    Json.parse(manifest.getBytes(StandardCharsets.UTF_8)).properties()) {
                HttpResponse<String> file = peer.get("/misp/" + event.getKey() + ".json");
                Files.writeString(copy.resolve(event.getKey() + ".json"), file.body());
            }
            taken.clear();
            assertThat(MispPuller.ofFolder("copy", copy, folder.resolve("c2"), this::offer)
                            .pull()
                            .taken())
                    .isEqualTo(3);
            String hashes = peer.get("/misp/hashes.csv").body();
            // MD5 of 192.0.2.1, by another program.
            assertThat(hashes.lines())
                    .hasSize(3)
                    .anyMatch(line -> line.startsWith("d0f88d6c87767262ba8e93d6acccd784,"));
            assertThat(peer.get("/misp/other.json").statusCode()).isEqualTo(404);
            assertThat(peer.get("/misp/..%2fmanifest.json").statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://192.0.2.1/c/",
                "ftp://127.0.0.1/c/",
                "file:///etc/passwd/",
                "https://user:secret@example.org/c/",
                "http://localhost.example.org/c/",
                "https:///c/",
                "https://example.org/c",
                "https://example.org/c/?x=/",
                "http://0.0.0.0/c/"
            })
    void addressesThatLeadElsewhereAreRefused(String address) {
        assertThatThrownBy(() -> taxii(URI.create(address)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("secret");
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/stolen", exchange -> asked.incrementAndGet());
        other.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Location", "/stolen");
            exchange.sendResponseHeaders(302, -1);
        });
        other.start();
        try {
            URI uri = URI.create("http://127.0.0.1:" + other.getAddress().getPort() + "/c/");
            assertThatThrownBy(() -> taxii(uri).pull())
                    .isInstanceOfSatisfying(
                            Fetch.Failed.class,
                            failed -> assertThat(failed.status()).isEqualTo(302));
            assertThat(asked.get()).isZero();
        } finally {
            other.stop(0);
        }
    }

    private void against(String body, Map<String, String> headers, Check check) throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(headers.containsKey("Retry-After") ? 503 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        other.start();
        try {
            check.run(URI.create("http://127.0.0.1:" + other.getAddress().getPort() + "/c/"));
        } finally {
            other.stop(0);
        }
    }

    private interface Check {
        void run(URI uri) throws Exception;
    }

    @Test
    void anAnswerWithoutAnEndIsCutOff() throws Exception {
        against(
                " ".repeat((8 << 20) + 1),
                Map.of(),
                uri -> assertThatThrownBy(() -> taxii(uri).pull())
                        .isInstanceOf(Fetch.Failed.class)
                        .hasMessageContaining("at most"));
    }

    @Test
    void pagesThatLeadNowhereEnd() throws Exception {
        against(
                "{\"more\":true}",
                Map.of(),
                uri -> assertThatThrownBy(() -> taxii(uri).pull())
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("next"));
        against(
                "{\"more\":true}",
                Map.of("X-TAXII-Date-Added-Last", "2026-01-01T00:00:00Z"),
                uri -> assertThatThrownBy(() -> taxii(uri).pull())
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("the same page again"));
        // One that always has another page is left after a thousand, and where it was is kept.
        Files.deleteIfExists(folder.resolve("cursor"));
        against(
                "{\"more\":true,\"next\":\"x\"}",
                Map.of("X-TAXII-Date-Added-Last", "2026-01-02T00:00:00Z"),
                uri -> assertThat(taxii(uri).pull()).isEqualTo(Pulled.FULL));
        // Not the time itself: the next page may have more of it.
        assertThat(Files.readString(folder.resolve("cursor"))).isEqualTo("2026-01-01T23:59:59.999999Z");
    }

    @Test
    void oneObjectThatIsNotUnderstoodKeepsNoOtherAway() throws Exception {
        String good =
                "{\"type\":\"indicator\",\"spec_version\":\"2.1\",\"id\":\"indicator--6ba7b810-9dad-41d1-80b4-00c04fd430c8\","
                        + "\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:00Z\",\"valid_from\":\"2026-01-01T00:00:00Z\","
                        + "\"pattern_type\":\"stix\",\"pattern\":\"[domain-name:value = 'a.b']\"}";
        String body =
                "{\"objects\":[5,{\"type\":\"indicator\"}," + good + "," + good.replace("stix\"", "sigma\"") + "]}";
        against(body, Map.of(), uri -> assertThat(taxii(uri).pull()).isEqualTo(new Pulled(1, 0, 3, false)));
    }

    @Test
    void aLoopTriesAgainAndSaysWhatIsWrong() throws Exception {
        CountDownLatch good = new CountDownLatch(1);
        AtomicInteger times = new AtomicInteger();
        Source source = new Source() {
            @Override
            public String name() {
                return "feed";
            }

            @Override
            public Pulled pull() throws IOException {
                if (times.incrementAndGet() < 4) {
                    throw new IOException("not now");
                }
                good.countDown();
                return new Pulled(3, 0, 0, false);
            }
        };
        Backoff quick = new Backoff(1_000, 1_000_000);
        try (PullLoop loop = PullLoop.start(List.of(source), Duration.ofDays(1), quick, new Random(1))) {
            assertThat(good.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(times.get()).isEqualTo(4);
    }

    @Test
    void theOtherSideSaysWhenToComeAgain() throws Exception {
        against(
                "",
                Map.of("Retry-After", "120"),
                uri -> assertThatThrownBy(() -> taxii(uri).pull())
                        .isInstanceOfSatisfying(
                                Fetch.Failed.class,
                                failed -> assertThat(failed.retrySeconds()).isEqualTo(120)));
    }
}
