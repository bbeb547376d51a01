package com.hookprobe.dsm.api;

import com.hookprobe.dsm.api.tlog.LogPublisher;
import com.hookprobe.dsm.api.tlog.NoteSigner;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.http.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.Executor;

/** A server on any free port, with a token for each role, and a client for it. */
public final class TestServer implements AutoCloseable {
    public static final String READER = "reader-token";
    public static final String AUDITOR = "auditor-token";
    public static final String ADMIN = "admin-token";

    /** The common pool may have one thread, and these tests hold theirs. */
    static final Executor OWN_THREAD = work -> new Thread(work, "test").start();

    /** Bounds that no test meets by chance. */
    static final Limits WIDE =
            new Limits(4, 256, Duration.ofSeconds(20), 64, 1_000_000, 1_000_000, Duration.ofSeconds(5));

    /** The end of the epoch of height 1, and so a clock at which the fixtures' checkpoints are young. */
    static final Instant NOW = Instant.ofEpochSecond((1000 + 2) * TestLedger.EPOCH_SECONDS);

    private final LedgerServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestServer(LedgerServer server) {
        this.server = server;
    }

    public static ServerConfig.Builder config() {
        return ServerConfig.builder()
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .token(AccessToken.ofHash("r", AccessToken.hashOf(READER), Role.READER))
                .token(AccessToken.ofHash("a", AccessToken.hashOf(AUDITOR), Role.AUDITOR))
                .token(AccessToken.ofHash("m", AccessToken.hashOf(ADMIN), Role.ADMIN))
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .limits(WIDE);
    }

    public static NoteSigner signer() {
        return NoteSigner.of(LogPublisher.defaultOrigin(TestLedger.NETWORK), TestLedger.key(77));
    }

    public static TestServer start(LedgerReader ledger) throws IOException {
        return start(ledger, config().log(LogPublisher.of(ledger, signer())));
    }

    public static TestServer start(LedgerReader ledger, ServerConfig.Builder config) throws IOException {
        return new TestServer(LedgerServer.start(ledger, config.build()));
    }

    public int port() {
        return server.address().getPort();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** A request with a token; none when it is empty. */
    public HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    public HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    public HttpResponse<byte[]> get(String path, String token) throws IOException, InterruptedException {
        return send(request(path, token));
    }

    public HttpResponse<byte[]> bytes(String path, String token) throws IOException, InterruptedException {
        return send(request(path, token).header("Accept", "application/octet-stream"));
    }

    /** The body of an answer with status 200. */
    public byte[] body(String path) throws IOException {
        try {
            HttpResponse<byte[]> answer = get(path, "");
            if (answer.statusCode() != 200) {
                throw new IOException(answer.statusCode() + ": " + text(answer));
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    public static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.close();
    }
}
