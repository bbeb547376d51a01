package com.hookprobe.node.role;

import com.hookprobe.http.EdgeConfig;
import com.hookprobe.http.Endpoint;
import com.hookprobe.http.HttpEdge;
import com.hookprobe.http.Limits;
import com.hookprobe.node.config.WebSettings;
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

    private final NodeContext node;
    private final List<Endpoint> endpoints;
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
        HttpEdge opened = HttpEdge.start(new EdgeConfig("api", address, tls, limits()), endpoints);
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
