package com.hookprobe.qsecbit.exchange.lapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.http.Response;
import com.hookprobe.qsecbit.exchange.ApiKeys;
import com.hookprobe.qsecbit.exchange.ExchangeText;
import com.hookprobe.qsecbit.exchange.Fields;
import com.hookprobe.qsecbit.exchange.Json;
import com.hookprobe.qsecbit.exchange.RefusedException;
import com.hookprobe.qsecbit.exchange.Right;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What bouncers report of their work: kept for the operator, the latest of each. */
public final class UsageRoutes {
    private static final int BODY_MAX = 256 * 1024;
    private static final int GROUPS_MAX = 64;
    private static final int ITEMS_MAX = 512;
    private static final int WORD_CHARS_MAX = 255;
    private static final int CREATED = 201;

    private final Endpoint.Guard guard;
    private final Bouncers bouncers;

    /**
     * For bouncers and engines.
     *
     * @param machine the guard of engines: their reports are checked and not kept
     */
    public UsageRoutes(ApiKeys keys, Endpoint.Guard machine, Bouncers bouncers) {
        Endpoint.Guard bouncer = keys.lapi(Right.BOUNCER);
        this.guard = head -> head.header("X-Api-Key").isEmpty()
                        && !head.header("Authorization").isEmpty()
                ? MachineRoutes.MACHINE + machine.admit(head)
                : bouncer.admit(head);
        this.bouncers = bouncers;
    }

    /** All operations. */
    public List<Endpoint> endpoints() {
        // Some clients write a slash behind it.
        return List.of(
                Endpoint.post("/v1/usage-metrics", guard, BODY_MAX, this::take),
                Endpoint.post("/v1/usage-metrics/", guard, BODY_MAX, this::take));
    }

    private Response take(Request request) throws Problem {
        boolean machine = request.caller().startsWith(MachineRoutes.MACHINE);
        try {
            Fields report = Fields.of(Json.parse(request.body()), "the report");
            List<JsonNode> parts = report.list(machine ? "log_processors" : "remediation_components", 1);
            if (parts.isEmpty()) {
                throw new RefusedException("one of " + (machine ? "log_processors" : "remediation_components"), "none");
            }
            Map<String, Double> metrics = metrics(Fields.of(parts.get(0), "the component"));
            if (!machine) {
                bouncers.measured(request, metrics);
            }
        } catch (RefusedException e) {
            throw Problem.badRequest(e.expected(), e.found(), "see /openapi.yaml");
        }
        return Response.empty(CREATED);
    }

    static Map<String, Double> metrics(Fields component) throws RefusedException {
        component.text("version", WORD_CHARS_MAX);
        component.number("utc_startup_timestamp", 0, Long.MAX_VALUE);
        Map<String, Double> metrics = new HashMap<>();
        for (JsonNode group : component.list("metrics", GROUPS_MAX)) {
            Fields fields = Fields.of(group, "a group of metrics");
            fields.object("meta").number("window_size_seconds", 0, Integer.MAX_VALUE);
            for (JsonNode item : fields.list("items", ITEMS_MAX)) {
                Fields one = Fields.of(item, "a metric");
                one.text("unit", WORD_CHARS_MAX);
                double value = one.real("value").orElseThrow(() -> new RefusedException("a value", "none"));
                metrics.merge(name(one), value, Double::sum);
            }
            if (metrics.size() > ITEMS_MAX) {
                throw new RefusedException("at most " + ITEMS_MAX + " metrics", "more");
            }
        }
        return metrics;
    }

    private static String name(Fields metric) throws RefusedException {
        Map<String, String> labels = new TreeMap<>();
        if (metric.has("labels")) {
            Fields given = metric.object("labels");
            if (given.node().size() > 16) {
                throw new RefusedException(
                        "at most 16 labels", Integer.toString(given.node().size()));
            }
            for (Map.Entry<String, JsonNode> label : given.node().properties()) {
                labels.put(label.getKey(), given.text(label.getKey(), WORD_CHARS_MAX));
            }
        }
        return ExchangeText.oneLine(metric.text("name", WORD_CHARS_MAX) + labels, 1_024);
    }
}
