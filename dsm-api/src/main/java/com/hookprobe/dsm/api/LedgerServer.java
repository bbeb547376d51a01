package com.hookprobe.dsm.api;

import com.hookprobe.dsm.ledger.LedgerReader;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Serves a ledger over HTTP, read-only.
 *
 * <pre>{@code
 * LedgerReader ledger = StoreMaintenance.openToRead(folder);
 * NoteSigner signer = NoteSigner.of(LogPublisher.defaultOrigin(ledger.networkId()), key);
 * ServerConfig config = ServerConfig.builder()
 *         .token(AccessToken.ofHash("audit", sha256OfToken, Role.AUDITOR))
 *         .log(LogPublisher.of(ledger, signer))
 *         .build();
 * try (LedgerServer server = LedgerServer.start(ledger, config)) {
 *     System.out.println("http://localhost:" + server.address().getPort() + "/checkpoint");
 *     waitForTheEnd();
 * }
 * }</pre>
 */
public final class LedgerServer implements AutoCloseable {
    /** Connections that wait for a thread to read them; one more is closed. */
    private static final int CONNECTIONS_WAITING_MAX = 256;

    private static final int BACKLOG = 128;
    private static final int IDLE_SECONDS = 10;

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final ServerConfig config;

    private LedgerServer(HttpServer server, ThreadPoolExecutor threads, ServerConfig config) {
        this.server = server;
        this.threads = threads;
        this.config = config;
    }

    /**
     * Starts to listen.
     *
     * @param ledger stays open until after {@link #close}; the caller closes it
     * @throws IllegalArgumentException when the configured genesis is not that of the ledger
     * @throws IOException when the address cannot be had; the message says what to do
     */
    public static LedgerServer start(LedgerReader ledger, ServerConfig config) throws IOException {
        requireNetwork(ledger, config);
        JdkServerLimits.apply();
        HttpServer http = bind(config);
        ThreadPoolExecutor threads = threads(config.limits().connections());
        Limits limits = config.limits();
        Gate gate = new Gate(limits.workers(), limits.queue(), limits.queueWait());
        Metrics metrics = new Metrics();
        RateLimiter rates =
                new RateLimiter(limits.requestsPerSecond(), limits.burst(), Limits.ADDRESSES_MAX, config.nanoTime());
        Routes routes = routes(ledger, config, metrics, gate);
        http.createContext("/", new Dispatcher(config, routes, gate, rates, metrics));
        http.setExecutor(threads);
        http.start();
        return new LedgerServer(http, threads, config);
    }

    static Routes routes(LedgerReader ledger, ServerConfig config, Metrics metrics, Gate gate) {
        Statistics statistics = new Statistics(ledger, config.nanoTime());
        List<Route> all = new ArrayList<>();
        all.addAll(new TlogRoutes(config).routes());
        all.addAll(new StateRoutes(config, new Health(ledger, config), statistics, metrics, gate).routes());
        all.addAll(new CheckpointRoutes(ledger).routes());
        all.addAll(new ProofRoutes(ledger).routes());
        all.addAll(new LogRoutes(ledger).routes());
        all.addAll(new BlockRoutes(ledger).routes());
        all.addAll(new SourceRoutes(ledger).routes());
        all.addAll(new EvidenceRoutes(ledger, config).routes());
        return new Routes(all);
    }

    private static void requireNetwork(LedgerReader ledger, ServerConfig config) {
        config.network().ifPresent(network -> {
            if (!network.genesis().networkId().equals(ledger.networkId())) {
                throw new IllegalArgumentException("expected the genesis of network " + ledger.networkId()
                        + ", found that of " + network.genesis().networkId());
            }
        });
    }

    /** Where it listens; with the port that was taken when 0 was asked for. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** Takes no more requests, lets those under way end, for {@link Limits#drain} at the longest. A second call does nothing. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            threads.awaitTermination(config.limits().drain().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
        threads.shutdownNow();
    }

    private static HttpServer bind(ServerConfig config) throws IOException {
        InetSocketAddress address = config.address();
        try {
            if (config.tls().isEmpty()) {
                return HttpServer.create(address, BACKLOG);
            }
            HttpsServer https = HttpsServer.create(address, BACKLOG);
            https.setHttpsConfigurator(modern(config.tls().get()));
            return https;
        } catch (BindException e) {
            throw new IOException(
                    "expected " + address + " to be free for the ledger's API, found it taken or not of this machine:"
                            + " end what listens there, or configure another address or port",
                    e);
        }
    }

    private static HttpsConfigurator modern(SSLContext context) {
        return new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = getSSLContext().getDefaultSSLParameters();
                tls.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
                parameters.setSSLParameters(tls);
            }
        };
    }

    private static ThreadPoolExecutor threads(int count) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count,
                count,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(CONNECTIONS_WAITING_MAX),
                work -> {
                    Thread thread = new Thread(work, "ledger-api-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
