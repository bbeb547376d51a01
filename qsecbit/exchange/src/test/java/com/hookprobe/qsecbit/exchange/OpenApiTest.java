package com.hookprobe.qsecbit.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.hookprobe.http.Endpoint;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The description says what the server does, and the server nothing else. */
class OpenApiTest {
    private static JsonNode paths(TestExchange exchange) throws Exception {
        String yaml = exchange.send(exchange.request("/openapi.yaml")).body();
        return new ObjectMapper(new YAMLFactory()).readTree(yaml).get("paths");
    }

    @Test
    void operationsAndParametersAreTheSame() throws Exception {
        try (TestExchange exchange = new TestExchange()) {
            Map<String, String> described = new TreeMap<>();
            paths(exchange)
                    .properties()
                    .forEach(path -> path.getValue()
                            .properties()
                            .forEach(one -> described.put(
                                    one.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                    described(one.getValue()))));
            Map<String, String> served = new TreeMap<>();
            for (Endpoint endpoint : exchange.endpoints()) {
                Set<String> names = new TreeSet<>(endpoint.parameters());
                for (String segment : endpoint.template().split("/")) {
                    if (segment.startsWith("{")) {
                        names.add("/" + segment.replaceAll("[{}]", ""));
                    }
                }
                served.put(
                        endpoint.method() + " " + endpoint.template(), names + (endpoint.bodyMax() > 0 ? " body" : ""));
            }
            assertThat(described).isEqualTo(served);
        }
    }

    private static String described(JsonNode operation) {
        Set<String> names = new TreeSet<>();
        operation
                .path("parameters")
                .forEach(parameter -> names.add((parameter.get("in").asText().equals("path") ? "/" : "")
                        + parameter.get("name").asText()));
        return names + (operation.has("requestBody") ? " body" : "");
    }

    @Test
    void decisionsHaveTheFieldsThatAreDescribed() throws Exception {
        try (TestExchange exchange = new TestExchange()) {
            exchange.apply(TestExchange.put("a", "192.0.2.1"));
            String yaml = exchange.send(exchange.request("/openapi.yaml")).body();
            Set<String> described = new TreeSet<>();
            new ObjectMapper(new YAMLFactory())
                    .readTree(yaml)
                    .at("/components/schemas/Decision/properties")
                    .fieldNames()
                    .forEachRemaining(described::add);
            Set<String> served = new TreeSet<>();
            new ObjectMapper()
                    .readTree(exchange.get("/v1/decisions").body())
                    .get(0)
                    .fieldNames()
                    .forEachRemaining(served::add);
            assertThat(served).isEqualTo(described).hasSize(8);
        }
    }

    /** Without a key nothing is let in but what the description calls public; with one that has no right, neither. */
    @Test
    void whatIsNotPublicNeedsARight() throws Exception {
        try (TestExchange exchange = new TestExchange()) {
            exchange.keys.replace(java.util.List.of(
                    ApiKey.ofHash("m", ApiKey.hashOf("only-misp"), Right.MISP),
                    ApiKey.ofHash("b", ApiKey.hashOf("only-bouncer"), Right.BOUNCER)));
            int checked = 0;
            for (Map.Entry<String, JsonNode> path : paths(exchange).properties()) {
                for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                    String right = operation.getValue().get("x-right").asText();
                    String uri = path.getKey().replaceAll("\\{[a-z]+}", "1");
                    String key = right.equals("MISP") ? "only-bouncer" : "only-misp";
                    for (String presented : new String[] {"", key}) {
                        var request = exchange.request(uri)
                                .method(operation.getKey().toUpperCase(Locale.ROOT), BodyPublishers.noBody());
                        if (!presented.isEmpty()) {
                            request.header("X-Api-Key", presented);
                        }
                        int status = exchange.send(request).statusCode();
                        String what = operation.getKey() + " " + uri + " with '" + presented + "'";
                        if (right.equals("PUBLIC")) {
                            assertThat(status).as(what).isNotIn(401, 403);
                        } else {
                            assertThat(status).as(what).isIn(401, 403);
                        }
                        checked++;
                    }
                }
            }
            assertThat(checked).isGreaterThan(50);
        }
    }
}
