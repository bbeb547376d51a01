package com.hookprobe.qsecbit.exchange;

import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A whole exchange on a free port, with a clock that a test turns, and a client for it. */
public final class TestExchange implements AutoCloseable {
    public static final String KEY = "a-key-with-every-right";
    public static final String BOUNCER_KEY = "a-key-of-a-bouncer";
    public static final Instant START = Instant.parse("2026-11-27T17:00:00Z");

    private static final Limits WIDE =
            new Limits(4, 256, Duration.ofSeconds(20), 64, 1_000_000, 1_000_000, Duration.ofSeconds(5));

    public final TestClock clock = new TestClock();
    public final List<ForeignAlert> alerts = new ArrayList<>();
    public final List<Intelligence> indicators = new ArrayList<>();
    public final ApiKeys keys;
    public final Path folder;
    public final DecisionStream stream;
    public final ExchangeServer server;
    public volatile boolean full;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Stands still until it is turned. */
    public static final class TestClock extends Clock {
        private final AtomicLong micros = new AtomicLong();

        public void turn(Duration by) {
            micros.addAndGet(by.toNanos() / 1_000);
        }

        @Override
        public Instant instant() {
            return START.plusNanos(micros.get() * 1_000);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    public TestExchange() throws IOException {
        this(DecisionStream.Bounds.DEFAULT, StreamRoutes.Times.DEFAULT);
    }

    public TestExchange(DecisionStream.Bounds bounds, StreamRoutes.Times times) throws IOException {
        folder = Files.createTempDirectory("exchange");
        stream = DecisionStream.open(folder.resolve("stream"), bounds, clock);
        // Its rate would need another clock: nothing here waits.
        AtomicLong hours = new AtomicLong();
        keys = new ApiKeys(
                List.of(
                        ApiKey.ofHash("all", ApiKey.hashOf(KEY), Right.values()),
                        ApiKey.ofHash("gateway", ApiKey.hashOf(BOUNCER_KEY), Right.BOUNCER)),
                () -> hours.addAndGet(3_600_000_000_000L));
        ExchangeConfig config = new ExchangeConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.empty(),
                WIDE,
                folder.resolve("exchange"),
                "example.org",
                Tlp.AMBER,
                clock,
                System::nanoTime);
        ExchangePorts ports = new ExchangePorts(stream, intake(), this::offer);
        server = ExchangeServer.start(config, keys, ports, times == null ? StreamRoutes.Times.DEFAULT : times);
    }

    private AlertIntake intake() {
        return new AlertIntake() {
            @Override
            public Verdict offer(List<ForeignAlert> offered) {
                if (full) {
                    return Verdict.FULL;
                }
                alerts.addAll(offered);
                return Verdict.TAKEN;
            }

            @Override
            public int withdraw(String machine, List<Decided> decisions) {
                stream.apply(decisions.stream()
                        .map(one -> (DecisionEdit) new DecisionEdit.Delete(one.name(), DecisionEdit.Cause.WITHDRAWN))
                        .toList());
                return decisions.size();
            }
        };
    }

    private IndicatorIntake.Verdict offer(List<Intelligence> intelligence) {
        if (full) {
            return IndicatorIntake.Verdict.FULL;
        }
        indicators.addAll(intelligence);
        return IndicatorIntake.Verdict.TAKEN;
    }

    /** What the server has. */
    List<Endpoint> endpoints() {
        return server.endpoints();
    }

    /** A decision of four hours. */
    public static DecisionEdit.Put put(String name, String value) {
        return put(name, value, Remedy.BAN, Duration.ofHours(4), "mesh", "ssh-bruteforce", "");
    }

    public static DecisionEdit.Put put(
            String name, String value, Remedy remedy, Duration ttl, String origin, String scenario, String owner) {
        return new DecisionEdit.Put(
                name,
                Subject.ofAddress(value).orElseThrow(),
                remedy,
                ttl,
                origin,
                scenario,
                owner,
                "seen at three sites",
                80,
                3);
    }

    public void apply(DecisionEdit... edits) {
        stream.apply(List.of(edits));
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** With the key that may do everything. */
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).header("X-Api-Key", KEY));
    }

    public HttpClient client() {
        return client;
    }

    @Override
    public void close() throws IOException {
        server.close();
        stream.close();
    }
}
