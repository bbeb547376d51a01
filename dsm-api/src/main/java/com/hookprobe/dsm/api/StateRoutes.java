package com.hookprobe.dsm.api;

import com.hookprobe.dsm.ledger.JsonObject;
import com.hookprobe.dsm.ledger.StoreException;
import com.hookprobe.http.Gate;
import com.hookprobe.http.Metrics;
import com.hookprobe.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the node says of itself: health, numbers, and the description of this API. */
final class StateRoutes {
    private final ServerConfig config;
    private final Health health;
    private final Statistics statistics;
    private final Metrics metrics;
    private final Gate gate;
    private final String openApi = openApi();

    StateRoutes(ServerConfig config, Health health, Statistics statistics, Metrics metrics, Gate gate) {
        this.config = config;
        this.health = health;
        this.statistics = statistics;
        this.metrics = metrics;
        this.gate = gate;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/health", reader(config.publicHealth()), Set.of(), request -> health.answer()),
                Route.get("/openapi.yaml", reader(config.publicOpenApi()), Set.of(), request -> description()),
                Route.get("/v1/stats", Role.ADMIN, Set.of(), request -> numbers()),
                Route.get("/metrics", Role.ADMIN, Set.of(), request -> counters()));
    }

    /** The description as it lies in the jar. */
    static String openApi() {
        try (InputStream in = StateRoutes.class.getResourceAsStream("openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml is missing in the jar of dsm-api");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml cannot be read from the jar of dsm-api", e);
        }
    }

    private Response description() {
        return Response.text(200, "application/yaml", openApi);
    }

    private Response numbers() throws StoreException {
        JsonObject json = new JsonObject();
        statistics.numbers().forEach(json::number);
        return Route.json(json);
    }

    private Response counters() throws StoreException {
        Map<String, Long> gauges = new LinkedHashMap<>();
        statistics.numbers().forEach((name, value) -> gauges.put("ledger_" + name, value));
        return Response.text(200, Metrics.TYPE, metrics.text(gauges, "See /v1/stats.", gate.waiting()));
    }

    private static Optional<Role> reader(boolean open) {
        return open ? Optional.empty() : Optional.of(Role.READER);
    }
}
