package com.hookprobe.dsm.api;

import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.http.EdgeConfig;
import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Gate;
import com.hookprobe.http.HttpEdge;
import com.hookprobe.http.Limits;
import com.hookprobe.http.Metrics;
import com.hookprobe.http.Problem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

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
    private final HttpEdge edge;

    private LedgerServer(HttpEdge edge) {
        this.edge = edge;
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
        Limits limits = config.limits();
        Gate gate = new Gate(limits.workers(), limits.queue(), limits.queueWait());
        Metrics metrics = new Metrics("hookprobe_dsm_api_");
        Access access = new Access(config.tokens());
        List<Endpoint> endpoints = routes(ledger, config, metrics, gate).stream()
                .map(route -> route.endpoint(access))
                .toList();
        EdgeConfig edge = new EdgeConfig(
                "ledger-api", config.address(), config.tls(), limits, config.nanoTime(), Problem.Form.PROBLEM_JSON);
        return new LedgerServer(HttpEdge.start(edge, endpoints, gate, metrics));
    }

    static List<Route> routes(LedgerReader ledger, ServerConfig config, Metrics metrics, Gate gate) {
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
        return all;
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
        return edge.address();
    }

    /** Takes no more requests, lets those under way end, for {@link Limits#drain} at the longest. A second call does nothing. */
    @Override
    public void close() {
        edge.close();
    }
}
