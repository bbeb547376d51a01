package com.hookprobe.dsm.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.http.Gate;
import com.hookprobe.http.Limits;
import com.hookprobe.http.Problem;
import com.hookprobe.http.RateLimiter;
import com.hookprobe.http.Response;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What one client, or many, may take. */
class BoundsTest {
    private final TestLedger ledger = new TestLedger();

    private static Limits limits(int workers, int queue, int connections) {
        return new Limits(
                workers, queue, Duration.ofSeconds(20), connections, 1_000_000, 1_000_000, Duration.ofSeconds(20));
    }

    /** A ledger whose heads are not answered before the latch opens. */
    private LedgerReader held(CountDownLatch entered, CountDownLatch open) {
        return (LedgerReader) Proxy.newProxyInstance(
                BoundsTest.class.getClassLoader(), new Class<?>[] {LedgerReader.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("heads")) {
                        entered.countDown();
                        open.await();
                    }
                    try {
                        return method.invoke(ledger.store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static CompletableFuture<HttpResponse<byte[]>> later(TestServer server, String path) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return server.get(path, TestServer.AUDITOR);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                TestServer.OWN_THREAD);
    }

    @Test
    void beyondWorkersAndQueueIsSentAway() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        try (TestServer server =
                TestServer.start(held(entered, open), TestServer.config().limits(limits(1, 0, 8)))) {
            CompletableFuture<HttpResponse<byte[]>> first = later(server, "/v1/sources");
            entered.await();
            HttpResponse<byte[]> away = server.get("/v1/log", TestServer.READER);
            assertThat(away.statusCode()).isEqualTo(503);
            assertThat(away.headers().firstValue("Retry-After")).contains("1");
            // What does not reach the ledger is answered still.
            assertThat(server.get("/nothing", "").statusCode()).isEqualTo(404);
            open.countDown();
            assertThat(first.get().statusCode()).isEqualTo(200);
            assertThat(server.get("/v1/log", TestServer.READER).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theQueueWaitsForAPlace() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        Gate gate = new Gate(1, 1, Duration.ofSeconds(20));
        CompletableFuture<Response> first = CompletableFuture.supplyAsync(
                () -> pass(gate, () -> {
                    entered.countDown();
                    open.await();
                    return Response.empty(201);
                }),
                TestServer.OWN_THREAD);
        entered.await();
        CompletableFuture<Response> second =
                CompletableFuture.supplyAsync(() -> pass(gate, () -> Response.empty(202)), TestServer.OWN_THREAD);
        while (gate.waiting() == 0) {
            Thread.onSpinWait();
        }
        assertThatThrownBy(() -> gate.pass(() -> Response.empty(203))).isInstanceOf(Problem.class);
        open.countDown();
        assertThat(first.get().status()).isEqualTo(201);
        assertThat(second.get().status()).isEqualTo(202);
        Gate impatient = new Gate(1, 1, Duration.ZERO);
        assertThatThrownBy(() -> impatient.pass(() -> impatient.pass(() -> Response.empty(200))))
                .isInstanceOf(Problem.class);
    }

    private static Response pass(Gate gate, Gate.Work work) {
        try {
            return gate.pass(work);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void slowClientsHoldNoWorkerAndAreCutOff() throws Exception {
        try (TestServer server =
                TestServer.start(ledger.store, TestServer.config().limits(limits(1, 0, 8)))) {
            List<RawConnection> slow = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                RawConnection drip = new RawConnection(server.port());
                drip.send("GET /v1/hea");
                slow.add(drip);
                RawConnection body = new RawConnection(server.port());
                body.send("POST /v1/proofs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TestServer.READER
                        + "\r\nContent-Length: 300\r\n\r\nabc");
                slow.add(body);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(server.get("/v1/log", TestServer.READER).statusCode())
                        .isEqualTo(200);
            }
            for (RawConnection connection : slow) {
                // The JDK's time for a request is set for this module's tests; the read waits for its end.
                assertThat(connection.read(false).status()).isIn(0, 408);
                connection.close();
            }
        }
    }

    @Test
    void linesHeadersAndBodiesHaveTheirLengths() throws Exception {
        try (TestServer server = TestServer.start(ledger.store)) {
            String fits = "/v1/blocks?cursor=" + "a".repeat(Limits.URI_MAX - 18);
            assertThat(server.get(fits, TestServer.AUDITOR).statusCode()).isEqualTo(400);
            assertThat(server.get(fits + "a", TestServer.AUDITOR).statusCode()).isEqualTo(414);
            assertThat(server.send(server.request("/v1/log", TestServer.READER).header("X", "y".repeat(7_000)))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(server.send(server.request("/v1/log", TestServer.READER).header("X", "y".repeat(8_200)))
                            .statusCode())
                    .isEqualTo(431);
            assertThat(posted(server, 386)).isEqualTo(400);
            assertThat(posted(server, 387)).isEqualTo(413);
            assertThat(posted(server, 1_000_000)).isEqualTo(413);
            assertThat(server.send(server.request("/v1/log", TestServer.READER)
                                    .method("GET", HttpRequest.BodyPublishers.ofString("x")))
                            .statusCode())
                    .isEqualTo(413);
            try (RawConnection raw = new RawConnection(server.port())) {
                raw.send("GET /" + "a".repeat(30_000));
                raw.end();
                assertThat(raw.read(false).status()).isZero();
            }
            assertThat(server.get("/v1/blocks?limit=1000", TestServer.AUDITOR).statusCode())
                    .isEqualTo(200);
            for (String limit : List.of("0", "1001", "-1", "", "1e3", "+5")) {
                assertThat(server.get("/v1/blocks?limit=" + limit, TestServer.AUDITOR)
                                .statusCode())
                        .as(limit)
                        .isEqualTo(400);
            }
        }
    }

    private static int posted(TestServer server, int length) throws Exception {
        return server.send(server.request("/v1/proofs", TestServer.READER)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[length])))
                .statusCode();
    }

    @Test
    void methodsAndHeaders() throws Exception {
        ledger.add(1, EventType.DECISION, 1);
        ledger.decide();
        try (TestServer server = TestServer.start(ledger.store)) {
            HttpResponse<byte[]> get = server.get("/v1/log", TestServer.READER);
            HttpResponse<byte[]> head = server.send(
                    server.request("/v1/log", TestServer.READER).method("HEAD", HttpRequest.BodyPublishers.noBody()));
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValue("Content-Length")).contains(Integer.toString(get.body().length));
            HttpResponse<byte[]> options = server.send(
                    server.request("/v1/proofs", "").method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
            assertThat(options.statusCode()).isEqualTo(204);
            assertThat(options.headers().firstValue("Allow")).contains("OPTIONS, POST");
            HttpResponse<byte[]> put =
                    server.send(server.request("/v1/log", TestServer.READER).PUT(HttpRequest.BodyPublishers.noBody()));
            assertThat(put.statusCode()).isEqualTo(405);
            assertThat(put.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
            for (HttpResponse<byte[]> each : List.of(get, head, options, put, server.get("/", ""))) {
                Map<String, List<String>> headers = each.headers().map();
                assertThat(headers).containsEntry("x-content-type-options", List.of("nosniff"));
                assertThat(headers)
                        .containsEntry(
                                "content-security-policy", List.of("default-src 'none'; frame-ancestors 'none'"));
                assertThat(headers).containsEntry("cache-control", List.of("no-store"));
                assertThat(headers.keySet()).noneMatch(name -> name.startsWith("access-control"));
            }
            for (String folder : List.of("/", "/v1", "/v1/", "/tile", "/tile/", "/tile/0", "/tile/0/", "/.git")) {
                assertThat(server.get(folder, TestServer.ADMIN).statusCode())
                        .as(folder)
                        .isEqualTo(404);
            }
        }
    }

    @Test
    void ratesPerAddressWithAClockOfOurOwn() throws Exception {
        AtomicLong now = new AtomicLong(5);
        Limits two = new Limits(1, 8, Duration.ofSeconds(20), 8, 2, 3, Duration.ofSeconds(5));
        try (TestServer server =
                TestServer.start(ledger.store, TestServer.config().limits(two).nanoTime(now::get))) {
            for (int i = 0; i < 3; i++) {
                assertThat(server.get("/v1/log", TestServer.READER).statusCode())
                        .isEqualTo(200);
            }
            HttpResponse<byte[]> away = server.get("/v1/log", TestServer.READER);
            assertThat(away.statusCode()).isEqualTo(429);
            assertThat(away.headers().firstValue("Retry-After")).contains("1");
            now.addAndGet(500_000_000);
            assertThat(server.get("/v1/log", TestServer.READER).statusCode()).isEqualTo(200);
            assertThat(server.get("/nothing", "").statusCode()).isEqualTo(429);
            now.addAndGet(3_600_000_000_000L);
            for (int i = 0; i < 3; i++) {
                assertThat(server.get("/nothing", "").statusCode()).isEqualTo(404);
            }
            assertThat(server.get("/nothing", "").statusCode()).isEqualTo(429);
        }
    }

    @Test
    void addressesAreBoundedAndNetworksCountOnce() throws Exception {
        RateLimiter rates = new RateLimiter(1, 1, 2, () -> 0);
        InetAddress a = InetAddress.getByName("192.0.2.1");
        InetAddress b = InetAddress.getByName("192.0.2.2");
        InetAddress six = InetAddress.getByName("2001:db8:0:1::1");
        InetAddress sameNetwork = InetAddress.getByName("2001:db8:0:1:ffff::2");
        InetAddress otherNetwork = InetAddress.getByName("2001:db8:0:2::1");
        assertThat(rates.refusal(a)).isZero();
        assertThat(rates.refusal(a)).isEqualTo(1);
        assertThat(rates.refusal(b)).isZero();
        assertThat(rates.refusal(six)).isZero();
        assertThat(rates.refusal(sameNetwork)).isEqualTo(1);
        assertThat(rates.refusal(otherNetwork)).isZero();
        assertThat(rates.addresses()).isEqualTo(2);
        assertThat(rates.refusal(a)).isZero();
    }

    @Test
    void limitsOutOfRangeAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new Limits(0, 1, second, 8, 1, 1, second))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Limits(4, -1, second, 8, 1, 1, second))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Limits(4, 1, second, 4, 1, 1, second))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Limits(4, 1, second, 8, 0, 1, second))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Limits(4, 1, second, 8, Double.NaN, 1, second))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Limits(4, 1, second, 8, 1, 0, second))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
