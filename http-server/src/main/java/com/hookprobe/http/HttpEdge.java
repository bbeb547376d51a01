package com.hookprobe.http;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * A running HTTP server with its endpoints.
 *
 * <pre>{@code
 * EdgeConfig config = new EdgeConfig("example", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
 *         Optional.empty(), Limits.DEFAULT);
 * List<Endpoint> endpoints = List.of(Endpoint.get("/hello", Endpoint.Guard.OPEN, Set.of(),
 *         request -> Response.json("{}")));
 * try (HttpEdge edge = HttpEdge.start(config, endpoints)) {
 *     System.out.println(edge.address());
 * }
 * }</pre>
 */
public final class HttpEdge implements AutoCloseable {
    /** Connections that wait for a thread to read them; one more is closed. */
    private static final int CONNECTIONS_WAITING_MAX = 256;

    private static final int BACKLOG = 128;
    private static final int IDLE_SECONDS = 10;

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final EdgeConfig config;

    private HttpEdge(HttpServer server, ThreadPoolExecutor threads, EdgeConfig config) {
        this.server = server;
        this.threads = threads;
        this.config = config;
    }

    /**
     * Starts to listen, with counters and a gate of its own.
     *
     * @throws IOException when the address cannot be had; the message says what to do
     */
    public static HttpEdge start(EdgeConfig config, List<Endpoint> endpoints) throws IOException {
        Limits limits = config.limits();
        Gate gate = new Gate(limits.workers(), limits.queue(), limits.queueWait());
        return start(config, endpoints, gate, new Metrics("hookprobe_http_"));
    }

    /**
     * Starts to listen.
     *
     * @param endpoints the first that fits a path answers it
     * @param gate that every request passes once it is read
     * @param metrics that counts them
     * @throws IOException when the address cannot be had; the message says what to do
     */
    public static HttpEdge start(EdgeConfig config, List<Endpoint> endpoints, Gate gate, Metrics metrics)
            throws IOException {
        JdkServerLimits.apply();
        HttpServer http = bind(config);
        ThreadPoolExecutor threads = threads(config);
        Limits limits = config.limits();
        RateLimiter rates =
                new RateLimiter(limits.requestsPerSecond(), limits.burst(), Limits.ADDRESSES_MAX, config.nanoTime());
        http.createContext("/", new Dispatcher(config, new Endpoints(endpoints), gate, rates, metrics));
        http.setExecutor(threads);
        http.start();
        return new HttpEdge(http, threads, config);
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

    /** After {@link #close}: waits for threads that were interrupted; false when they do not end in time. */
    boolean awaitEnd(Duration patience) throws InterruptedException {
        return threads.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static HttpServer bind(EdgeConfig config) throws IOException {
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
                    "expected " + address + " to be free for " + config.name()
                            + ", found it taken or not of this machine: end what listens there, or configure another address or port",
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

    private static ThreadPoolExecutor threads(EdgeConfig config) {
        AtomicInteger number = new AtomicInteger();
        int count = config.limits().connections();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count,
                count,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(CONNECTIONS_WAITING_MAX),
                work -> {
                    Thread thread = new Thread(work, config.name() + '-' + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
