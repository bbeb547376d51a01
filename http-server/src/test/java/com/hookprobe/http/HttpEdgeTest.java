package com.hookprobe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HttpEdgeTest {
    private static final Limits WIDE =
            new Limits(2, 16, Duration.ofSeconds(20), 8, 1_000_000, 1_000_000, Duration.ofMillis(200));

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static HttpEdge start(Endpoint... endpoints) throws IOException {
        return start(Problem.Form.PROBLEM_JSON, endpoints);
    }

    private static HttpEdge start(Problem.Form form, Endpoint... endpoints) throws IOException {
        EdgeConfig config = new EdgeConfig(
                "test",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.empty(),
                WIDE,
                System::nanoTime,
                form);
        return HttpEdge.start(config, List.of(endpoints));
    }

    private HttpResponse<String> ask(HttpEdge edge, String method, String path, String body) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + edge.address().getPort() + path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(HttpEdge edge, String path) throws Exception {
        return ask(edge, "GET", path, "");
    }

    private static Endpoint echo(String template) {
        return Endpoint.get(
                template,
                Endpoint.Guard.OPEN,
                Set.of("match[id]"),
                request -> Response.json(request.text("a")
                        + '|'
                        + request.query().text("match[id]").orElse("")));
    }

    @Test
    void anEndingSlashIsPartOfThePath() throws Exception {
        try (HttpEdge edge = start(echo("/x/{a}/"), echo("/y/{a}"))) {
            assertThat(get(edge, "/x/1/").body()).isEqualTo("1|");
            assertThat(get(edge, "/x/1").statusCode()).isEqualTo(404);
            assertThat(get(edge, "/y/1").statusCode()).isEqualTo(200);
            assertThat(get(edge, "/y/1/").statusCode()).isEqualTo(404);
            assertThat(get(edge, "/y/").statusCode()).isEqualTo(404);
            assertThat(get(edge, "/x//").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void namesOfParametersMayBeEncoded() throws Exception {
        try (HttpEdge edge = start(echo("/y/{a}"))) {
            assertThat(get(edge, "/y/1?match%5Bid%5D=7").body()).isEqualTo("1|7");
            assertThat(get(edge, "/y/1?match[id]=7").body()).isEqualTo("1|7");
            assertThat(get(edge, "/y/1?").body()).isEqualTo("1|");
            assertThat(get(edge, "/y/1?match%5Bid%5D=7&match[id]=8").statusCode())
                    .isEqualTo(400);
            assertThat(get(edge, "/y/1?other=7").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void whatWasAskedForIsCountedOnceForTextAndForWhoHasAFormatOfHisOwn() throws Exception {
        EdgeConfig config = new EdgeConfig(
                "test", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty(), WIDE);
        Gate gate = new Gate(2, 16, Duration.ofSeconds(20));
        Metrics metrics = new Metrics("test_");
        try (HttpEdge edge = HttpEdge.start(config, List.of(echo("/y/{a}")), gate, metrics)) {
            get(edge, "/y/1");
            get(edge, "/y/2");
            get(edge, "/elsewhere");
        }
        Metrics.Counted counted = metrics.counted();
        assertThat(counted.requests())
                .containsOnly(
                        Map.entry(new Metrics.Asked("/y/{a}", "GET", 200), 2L),
                        Map.entry(new Metrics.Asked("none", "GET", 404), 1L));
        assertThat(counted.buckets()).hasSize(counted.bounds().size() + 1);
        assertThat(counted.buckets().stream().mapToLong(Long::longValue).sum()).isEqualTo(3);
        assertThat(metrics.text(Map.of(), "", 0))
                .contains("test_requests_total{route=\"/y/{a}\",method=\"GET\",status=\"200\"} 2\n");
    }

    @Test
    void methodsAreKeptApart() throws Exception {
        Endpoint delete = Endpoint.delete(
                "/y/{a}", Endpoint.Guard.OPEN, Set.of(), request -> Response.json("gone " + request.method()));
        Endpoint post = Endpoint.post(
                "/z", Endpoint.Guard.OPEN, 4, request -> Response.json(new String(request.body(), UTF_8)));
        try (HttpEdge edge = start(echo("/y/{a}"), delete, post)) {
            assertThat(ask(edge, "DELETE", "/y/1", "").body()).isEqualTo("gone DELETE");
            assertThat(ask(edge, "POST", "/z", "four").body()).isEqualTo("four");
            assertThat(ask(edge, "POST", "/z", "five!").statusCode()).isEqualTo(413);
            HttpResponse<String> put = ask(edge, "PUT", "/y/1", "");
            assertThat(put.statusCode()).isEqualTo(405);
            assertThat(put.headers().firstValue("Allow")).hasValue("DELETE, GET, HEAD, OPTIONS");
        }
    }

    @Test
    void theGuardIsAskedBeforeTheBodyIsReadAndNamesTheCaller() throws Exception {
        AtomicInteger answered = new AtomicInteger();
        Endpoint.Guard guard = head -> {
            if (!head.header("x-name").isEmpty()) {
                return head.header("X-Name");
            }
            throw Problem.of(401, "Unauthorized", "a name", "none", "say it");
        };
        Endpoint post = Endpoint.post("/z", guard, 4, request -> {
            answered.incrementAndGet();
            return Response.json(request.caller() + " from " + request.remote().getHostAddress());
        });
        try (HttpEdge edge = start(post)) {
            assertThat(ask(edge, "POST", "/z", "much too long").statusCode()).isEqualTo(401);
            assertThat(answered.get()).isZero();
            URI uri = URI.create("http://127.0.0.1:" + edge.address().getPort() + "/z");
            HttpRequest named = HttpRequest.newBuilder(uri)
                    .header("X-Name", "me")
                    .POST(BodyPublishers.ofString("x"))
                    .build();
            assertThat(client.send(named, BodyHandlers.ofString()).body()).isEqualTo("me from 127.0.0.1");
        }
    }

    @Test
    void aStreamComesPieceByPieceAndIsSaidToBeSentAtItsEndOnly() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        Endpoint stream = Endpoint.get(
                "/s",
                Endpoint.Guard.OPEN,
                Set.of(),
                request -> Response.stream("text/plain", out -> {
                            out.write("first\n".getBytes(UTF_8));
                            out.flush();
                            assertThat(read.await(20, TimeUnit.SECONDS)).isTrue();
                            assertThat(sent.getCount()).isEqualTo(1);
                            out.write("second\n".getBytes(UTF_8));
                        })
                        .afterSent(sent::countDown));
        try (HttpEdge edge = start(stream)) {
            URI uri = URI.create("http://127.0.0.1:" + edge.address().getPort() + "/s");
            List<String> lines = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofLines())
                    .body()
                    .peek(line -> read.countDown())
                    .toList();
            assertThat(lines).containsExactly("first", "second");
            assertThat(sent.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aStreamThatTheServerBreaksOffWasNotSent() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        AtomicInteger sent = new AtomicInteger();
        Endpoint stream = Endpoint.get(
                "/s",
                Endpoint.Guard.OPEN,
                Set.of(),
                request -> Response.stream("text/plain", out -> {
                            began.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } finally {
                                ended.countDown();
                            }
                        })
                        .afterSent(sent::incrementAndGet));
        HttpEdge edge = start(stream);
        URI uri = URI.create("http://127.0.0.1:" + edge.address().getPort() + "/s");
        client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        assertThat(began.await(20, TimeUnit.SECONDS)).isTrue();
        edge.close();
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(edge.awaitEnd(Duration.ofSeconds(20))).isTrue();
        assertThat(sent.get()).isZero();
    }

    @Test
    void aHandlerThatFailsIsA500ThatTellsNothing() throws Exception {
        Endpoint file = Endpoint.get("/f", Endpoint.Guard.OPEN, Set.of(), request -> {
            throw new IOException("/var/lib/secret is gone");
        });
        try (HttpEdge edge = start(file)) {
            HttpResponse<String> answer = get(edge, "/f");
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).doesNotContain("secret");
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        }
    }

    @Test
    void problemsAreToldInTheFormOfTheServer() throws Exception {
        Problem.Form form = (path, problem) ->
                problem.with(Response.text(problem.status(), "text/plain", path + ": " + problem.title()));
        try (HttpEdge edge = start(form, echo("/y/{a}"))) {
            HttpResponse<String> answer = get(edge, "/nothing");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("/nothing: Not found");
            assertThat(ask(edge, "POST", "/y/1", "").headers().firstValue("Allow"))
                    .hasValue("GET, HEAD, OPTIONS");
        }
    }

    @Test
    void anAddressThatIsTakenIsNamed() throws Exception {
        try (HttpEdge edge = start(echo("/y/{a}"))) {
            EdgeConfig same = new EdgeConfig("the second", edge.address(), Optional.empty(), WIDE);
            assertThatThrownBy(() -> HttpEdge.start(same, List.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the second")
                    .hasMessageContaining(Integer.toString(edge.address().getPort()));
        }
    }

    @Test
    void namesHaveRatesOfTheirOwn() {
        long[] now = {0};
        RateLimiter rates = new RateLimiter(1, 2, 10, () -> now[0]);
        assertThat(rates.refusal("a")).isZero();
        assertThat(rates.refusal("a")).isZero();
        assertThat(rates.refusal("a")).isEqualTo(1);
        assertThat(rates.refusal("b")).isZero();
        now[0] = 1_000_000_000L;
        assertThat(rates.refusal("a")).isZero();
    }
}
