package com.hookprobe.dsm.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.http.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Start and end, and a ledger that fails behind the server. */
class LifecycleTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestLedger ledger = new TestLedger();

    private interface Instead {
        Object call() throws Throwable;
    }

    /** The ledger with one method that does something else. */
    private LedgerReader with(String name, Instead instead) {
        return (LedgerReader) Proxy.newProxyInstance(
                LifecycleTest.class.getClassLoader(),
                new Class<?>[] {LedgerReader.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals(name)) {
                        return instead.call();
                    }
                    try {
                        return method.invoke(ledger.store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void aTakenPortIsNamedWithWhatToDo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
            assertThatThrownBy(() -> LedgerServer.start(
                            ledger.store,
                            ServerConfig.builder().address(address).build()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(":" + taken.getLocalPort())
                    .hasMessageContaining("configure another address or port");
        }
    }

    @Test
    void loopbackIsTheDefault() {
        assertThat(ServerConfig.builder().build().address().getAddress().isLoopbackAddress())
                .isTrue();
    }

    @Test
    void closingLetsAnswersUnderWayEnd() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        TestServer server = TestServer.start(with("heads", () -> {
            entered.countDown();
            open.await();
            return ledger.store.heads();
        }));
        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return server.get("/v1/sources", TestServer.AUDITOR).statusCode();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                TestServer.OWN_THREAD);
        entered.await();
        CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close, TestServer.OWN_THREAD);
        assertThat(closed).isNotDone();
        open.countDown();
        assertThat(status.get()).isEqualTo(200);
        closed.get();
        assertThatThrownBy(() -> server.get("/v1/log", "")).isInstanceOf(ConnectException.class);
        server.close();
    }

    @Test
    void anAnswerThatDoesNotEndIsCutOffAfterTheDrainTime() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Limits impatient = new Limits(1, 1, Duration.ofSeconds(1), 8, 1_000, 1_000, Duration.ofMillis(50));
        TestServer server = TestServer.start(
                with("heads", () -> {
                    entered.countDown();
                    never.await();
                    return ledger.store.heads();
                }),
                TestServer.config().limits(impatient));
        CompletableFuture<Throwable> request = CompletableFuture.supplyAsync(
                () -> catchThrowable(() -> server.get("/v1/sources", TestServer.AUDITOR)), TestServer.OWN_THREAD);
        entered.await();
        server.close();
        assertThat(request.get()).as("the connection ends without an answer").isInstanceOf(IOException.class);
    }

    @Test
    void aStoreThatFailsIsA503ThatTellsNoPaths() throws Exception {
        LedgerReader broken = with("heads", () -> {
            throw new StoreException("/var/lib/secret/place is damaged");
        });
        try (TestServer server = TestServer.start(broken)) {
            HttpResponse<byte[]> answer = server.get("/v1/sources", TestServer.AUDITOR);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(TestServer.text(answer)).doesNotContain("secret");
        }
        LedgerReader odd = with("heads", () -> {
            throw new UnsupportedOperationException("/var/lib/secret/place");
        });
        try (TestServer server = TestServer.start(odd)) {
            HttpResponse<byte[]> answer = server.get("/v1/sources", TestServer.AUDITOR);
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(JSON.readTree(answer.body()).get("advice").asText()).contains("operator");
            assertThat(TestServer.text(answer)).doesNotContain("secret");
        }
    }

    private static JsonNode health(TestServer server, int status) throws Exception {
        HttpResponse<byte[]> answer = server.get("/v1/health", TestServer.READER);
        assertThat(answer.statusCode()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    @Test
    void healthNamesItsReasons() throws Exception {
        try (TestServer server = TestServer.start(ledger.store)) {
            assertThat(health(server, 200).get("warnings").get(0).asText()).isEqualTo("no checkpoint yet");
            ledger.addHeaders(2);
            assertThat(health(server, 200).get("warnings")).isEmpty();
            ledger.store.close();
            assertThat(health(server, 503).get("reasons").get(0).asText()).isEqualTo("the store cannot be read");
            assertThat(server.get("/v1/log", TestServer.READER).statusCode()).isEqualTo(503);
        }
        TestLedger young = new TestLedger();
        young.addHeaders(1);
        Clock late = Clock.fixed(TestServer.NOW.plusSeconds(7_200), ZoneOffset.UTC);
        try (TestServer server =
                TestServer.start(young.store, TestServer.config().clock(late))) {
            JsonNode old = health(server, 503);
            assertThat(old.get("reasons").get(0).asText()).contains("height 1, is 7200 s old; expected at most 3600");
            assertThat(old.get("title").asText()).isEqualTo("Unavailable");
        }
        ServerConfig.Builder never = TestServer.config().clock(late).checkpointAgeMax(Optional.empty());
        try (TestServer server = TestServer.start(young.store, never)) {
            health(server, 200);
        }
    }

    @Test
    void metricsAndStatisticsSayTheSame() throws Exception {
        ledger.addHeaders(3);
        try (TestServer server = TestServer.start(ledger.store)) {
            server.get("/v1/log", TestServer.READER);
            server.get("/v1/log", "");
            server.get("/no/such/path", "");
            JsonNode stats =
                    JSON.readTree(server.get("/v1/stats", TestServer.ADMIN).body());
            assertThat(stats.get("log_size").asInt()).isEqualTo(3);
            String metrics = TestServer.text(server.get("/metrics", TestServer.ADMIN));
            assertThat(metrics)
                    .contains("hookprobe_dsm_api_ledger_log_size 3\n")
                    .contains("hookprobe_dsm_api_requests_total{route=\"/v1/log\",method=\"GET\",status=\"200\"} 1\n")
                    .contains("hookprobe_dsm_api_requests_total{route=\"/v1/log\",method=\"GET\",status=\"401\"} 1\n")
                    .contains("hookprobe_dsm_api_requests_total{route=\"none\",method=\"GET\",status=\"404\"} 1\n")
                    .contains("hookprobe_dsm_api_request_seconds_bucket{le=\"+Inf\"} 4\n")
                    .contains("hookprobe_dsm_api_requests_running ");
            for (String line : metrics.split("\n")) {
                assertThat(line).matches("# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\\{[^}]*\\})? [0-9.E+-]+");
            }
        }
    }

    @Test
    void tlsWithTheGivenContext(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "api",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        SSLContext context = context(store);
        LedgerServer server = LedgerServer.start(
                ledger.store, TestServer.config().tls(context).build());
        try (server) {
            HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(context)
                    .build();
            URI uri = URI.create("https://127.0.0.1:" + server.address().getPort() + "/v1/log");
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(uri)
                            .header("Authorization", "Bearer " + TestServer.READER)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
        }
    }

    private static SSLContext context(Path store) throws Exception {
        char[] password = "changeit".toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, password);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, password);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("api", keys.getCertificate("api"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
