package com.hookprobe.qsecbit.exchange;

import com.hookprobe.http.EdgeConfig;
import com.hookprobe.http.Endpoint;
import com.hookprobe.http.HttpEdge;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Response;
import com.hookprobe.qsecbit.exchange.lapi.AlertRoutes;
import com.hookprobe.qsecbit.exchange.lapi.Bouncers;
import com.hookprobe.qsecbit.exchange.lapi.DecisionRoutes;
import com.hookprobe.qsecbit.exchange.lapi.LapiForm;
import com.hookprobe.qsecbit.exchange.lapi.MachineRoutes;
import com.hookprobe.qsecbit.exchange.lapi.Machines;
import com.hookprobe.qsecbit.exchange.lapi.UsageRoutes;
import com.hookprobe.qsecbit.exchange.misp.MispRoutes;
import com.hookprobe.qsecbit.exchange.stix.StixWriter;
import com.hookprobe.qsecbit.exchange.taxii.TaxiiForm;
import com.hookprobe.qsecbit.exchange.taxii.TaxiiRoutes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Serves a node's decisions to others, and takes what they send.
 *
 * <pre>{@code
 * DecisionStream stream = DecisionStream.open(data.resolve("stream"), DecisionStream.Bounds.DEFAULT, Clock.systemUTC());
 * ApiKeys keys = new ApiKeys(List.of(ApiKey.ofHash("gateway", sha256OfKey, Right.BOUNCER)), System::nanoTime);
 * ExchangeConfig config = ExchangeConfig.of(data.resolve("exchange"), "example.org");
 * try (ExchangeServer server = ExchangeServer.start(config, keys, new ExchangePorts(stream, alerts, indicators))) {
 *     waitForTheEnd();
 * }
 * }</pre>
 */
public final class ExchangeServer implements AutoCloseable {
    private final HttpEdge edge;
    private final Parts parts;

    private ExchangeServer(HttpEdge edge, Parts parts) {
        this.edge = edge;
        this.parts = parts;
    }

    /**
     * Starts to listen.
     *
     * @param keys who is let in; changes of it count at once
     * @param ports stay open until after {@link #close}; the caller closes them
     * @throws IOException when the address cannot be had or the folder not be read; the message says what to do
     */
    public static ExchangeServer start(ExchangeConfig config, ApiKeys keys, ExchangePorts ports) throws IOException {
        return start(config, keys, ports, StreamRoutes.Times.DEFAULT);
    }

    static ExchangeServer start(ExchangeConfig config, ApiKeys keys, ExchangePorts ports, StreamRoutes.Times times)
            throws IOException {
        Files.createDirectories(config.folder());
        Parts parts = Parts.open(config, keys, ports, times);
        EdgeConfig edge =
                new EdgeConfig("exchange", config.address(), config.tls(), config.limits(), config.nanoTime(), form());
        try {
            return new ExchangeServer(HttpEdge.start(edge, parts.endpoints()), parts);
        } catch (IOException e) {
            parts.taxii().close();
            throw e;
        }
    }

    /** What stands behind the endpoints. */
    record Parts(
            StreamRoutes streams, Bouncers bouncers, Machines machines, TaxiiRoutes taxii, List<Endpoint> endpoints) {
        static Parts open(ExchangeConfig config, ApiKeys keys, ExchangePorts ports, StreamRoutes.Times times)
                throws IOException {
            Machines machines = Machines.open(config.folder().resolve("machines.json"));
            Bouncers bouncers = new Bouncers();
            StreamRoutes streams = new StreamRoutes(ports.feed(), keys, times, config.nanoTime());
            LongSupplier now = micros(config.clock());
            MachineRoutes accounts = new MachineRoutes(machines, config.clock(), config.nanoTime());
            TaxiiRoutes taxii = TaxiiRoutes.open(
                    config.folder().resolve("shared.jsonl"),
                    config.publisher(),
                    new StixWriter(config.publisher(), config.tlp()),
                    keys,
                    ports.feed(),
                    ports.indicators(),
                    now);
            List<Endpoint> endpoints = new ArrayList<>();
            endpoints.addAll(streams.endpoints());
            endpoints.addAll(new DecisionRoutes(ports.feed(), keys, bouncers, now).endpoints());
            endpoints.addAll(new UsageRoutes(keys, accounts.guard(), bouncers).endpoints());
            endpoints.addAll(accounts.endpoints());
            endpoints.addAll(new AlertRoutes(ports.alerts(), ports.feed(), accounts, now).endpoints());
            endpoints.addAll(taxii.endpoints());
            endpoints.addAll(new MispRoutes(ports.feed(), keys, config.publisher(), config.tlp(), now).endpoints());
            endpoints.add(Endpoint.get("/openapi.yaml", Endpoint.Guard.OPEN, Set.of(), request -> description()));
            return new Parts(streams, bouncers, machines, taxii, List.copyOf(endpoints));
        }
    }

    /** Where it listens; with the port that was taken when 0 was asked for. */
    public InetSocketAddress address() {
        return edge.address();
    }

    List<Endpoint> endpoints() {
        return parts.endpoints();
    }

    /** What is known of each bouncer, for an operator. */
    public Bouncers bouncers() {
        return parts.bouncers();
    }

    /** The accounts of engines: an operator approves and removes them. */
    public Machines machines() {
        return parts.machines();
    }

    /** Ends streams, takes no more requests, lets those under way end. */
    @Override
    public void close() {
        parts.streams().close();
        edge.close();
        try {
            parts.taxii().close();
        } catch (IOException e) {
            throw new UncheckedIOException("the collection that others write to", e);
        }
    }

    private static Response description() throws IOException {
        try (InputStream in = ExchangeServer.class.getResourceAsStream("openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml is missing in the jar of qsecbit-exchange");
            }
            return Response.bytes(200, "application/yaml", in.readAllBytes());
        }
    }

    private static Problem.Form form() {
        LapiForm lapi = new LapiForm();
        TaxiiForm taxii = new TaxiiForm();
        return (path, problem) -> {
            if (path.startsWith("/v1/")) {
                return lapi.of(path, problem);
            }
            return path.startsWith(TaxiiRoutes.DISCOVERY)
                    ? taxii.of(path, problem)
                    : Problem.Form.PROBLEM_JSON.of(path, problem);
        };
    }

    private static LongSupplier micros(Clock clock) {
        return () -> ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
