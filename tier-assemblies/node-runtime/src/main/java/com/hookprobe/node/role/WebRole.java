package com.hookprobe.node.role;

import com.hookprobe.http.EdgeConfig;
import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Gate;
import com.hookprobe.http.HttpEdge;
import com.hookprobe.http.Limits;
import com.hookprobe.http.Metrics;
import com.hookprobe.node.config.WebSettings;
import com.hookprobe.node.observe.Histogram;
import com.hookprobe.node.observe.Metric;
import com.hookprobe.node.observe.Nodes;
import com.hookprobe.node.observe.Sheet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The one door of a node for what it tells of itself over HTTP ({@code api} in the configuration). What is served comes from others, who
 * answer on the door's threads and ask the loop by {@link LoopAsk}. Closed off the loop, before the roles that it reads.
 */
final class WebRole implements AutoCloseable {
    private static final Duration DRAIN = Duration.ofSeconds(1);

    private static final String API = "`api`";
    private static final Metric REQUESTS = Metric.counter(
                    Nodes.EVERY, "api_requests", "Requests to the API that were answered.", "route", "method", "status")
            .when(API);
    private static final Metric SECONDS = Metric.histogram(
                    Nodes.EVERY,
                    "api_request_seconds",
                    "Time from a request's headers until its answer is made.",
                    List.of(0.001, 0.01, 0.1, 1.0, 10.0))
            .when(API);
    private static final Metric RUNNING = Metric.gauge(
                    Nodes.EVERY, "api_requests_running", "Requests to the API that are being answered, this one too.")
            .when(API);
    private static final Metric WAITING = Metric.gauge(
                    Nodes.EVERY, "api_requests_waiting", "Requests to the API that wait for a worker.")
            .when(API);

    private final NodeContext node;
    private final Metrics metrics = new Metrics("hookprobe_api_");
    private final List<Endpoint> endpoints;
    private volatile @Nullable Gate gate;
    private @Nullable HttpEdge edge;

    /** @param endpoints the first that fits a path answers it */
    WebRole(NodeContext node, List<Endpoint> endpoints) {
        this.node = node;
        this.endpoints = List.copyOf(endpoints);
    }

    /**
     * Begins to listen, where the configuration says so. Not on the loop: a node whose port is taken does not start.
     *
     * @throws IOException when the address cannot be had, or there is no key for TLS; the message says what to do
     */
    void open() throws IOException, GeneralSecurityException {
        WebSettings settings = node.config().api();
        if (settings == null) {
            return;
        }
        Optional<SSLContext> tls =
                settings.tls() == null ? Optional.empty() : Optional.of(TlsFile.context("api.tls", settings.tls()));
        InetSocketAddress address = new InetSocketAddress(settings.address(), settings.portNumber());
        Limits limits = limits();
        Gate fresh = new Gate(limits.workers(), limits.queue(), limits.queueWait());
        EdgeConfig config = new EdgeConfig("api", address, tls, limits);
        HttpEdge opened = HttpEdge.start(config, endpoints, fresh, metrics);
        gate = fresh;
        edge = opened;
        node.log()
                .event(
                        "web_listening",
                        "address",
                        opened.address().getAddress().getHostAddress(),
                        "port",
                        opened.address().getPort(),
                        "tls",
                        tls.isPresent(),
                        "metrics",
                        settings.metricsFor(),
                        "tokens",
                        settings.known().size());
    }

    /** What was asked for, as the server has counted it; nothing when it does not listen. On any thread. */
    void measure(Sheet sheet) {
        Gate open = gate;
        if (open == null) {
            return;
        }
        Metrics.Counted counted = metrics.counted();
        sheet.declare(REQUESTS);
        counted.requests()
                .forEach((asked, count) ->
                        sheet.set(REQUESTS, count, asked.route(), asked.method(), Integer.toString(asked.status())));
        sheet.set(SECONDS, new Histogram.Counted(counted.bounds(), counted.buckets(), counted.seconds()));
        sheet.set(RUNNING, counted.running());
        sheet.set(WAITING, open.waiting());
    }

    private static Limits limits() {
        Limits usual = Limits.DEFAULT;
        return new Limits(
                usual.workers(),
                usual.queue(),
                usual.queueWait(),
                usual.connections(),
                usual.requestsPerSecond(),
                usual.burst(),
                DRAIN);
    }

    /** Where it listens; null when it does not. */
    @Nullable InetSocketAddress listening() {
        return edge == null ? null : edge.address();
    }

    /** Lets requests under way end, for a second at the longest; a second call does nothing. */
    @Override
    public void close() {
        if (edge != null) {
            edge.close();
        }
    }
}
