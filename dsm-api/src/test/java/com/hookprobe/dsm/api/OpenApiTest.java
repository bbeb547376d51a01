package com.hookprobe.dsm.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.hookprobe.dsm.api.tlog.LogPublisher;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.http.Gate;
import com.hookprobe.http.Metrics;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The description says what the server does, and the server nothing else. */
class OpenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode description() throws Exception {
        return new ObjectMapper(new YAMLFactory()).readTree(StateRoutes.openApi());
    }

    @Test
    void operationsParametersAndRolesAreTheSame() throws Exception {
        Map<String, String> described = new TreeMap<>();
        description()
                .get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> described.put(
                                operation.getKey().toUpperCase() + " " + path.getKey(),
                                described(operation.getValue()))));
        Map<String, String> served = new TreeMap<>();
        TestLedger ledger = new TestLedger();
        ServerConfig config = TestServer.config().build();
        Gate gate = new Gate(1, 1, config.limits().queueWait());
        for (Route route : LedgerServer.routes(ledger.store, config, new Metrics("hookprobe_dsm_api_"), gate)) {
            Set<String> names = new TreeSet<>(route.parameters());
            for (String segment : route.template().split("/")) {
                if (segment.startsWith("{")) {
                    names.add("/" + segment.replaceAll("[{}.]", ""));
                }
            }
            served.put(
                    route.method() + " " + route.template().replace("...", ""),
                    route.role().map(Enum::name).orElse("PUBLIC") + " " + names + (route.bodyMax() > 0 ? " body" : ""));
        }
        assertThat(described).isEqualTo(served);
    }

    private static String described(JsonNode operation) {
        Set<String> names = new TreeSet<>();
        operation
                .path("parameters")
                .forEach(parameter -> names.add((parameter.get("in").asText().equals("path") ? "/" : "")
                        + parameter.get("name").asText()));
        boolean open = operation.path("security").isArray();
        String role = operation.get("x-role").asText();
        assertThat(open).isEqualTo(role.equals("PUBLIC"));
        return role + " " + names + (operation.has("requestBody") ? " body" : "");
    }

    /** Every JSON answer parses and has exactly the fields of its schema. */
    @Test
    void answersHaveTheFieldsOfTheirSchemas() throws Exception {
        TestLedger ledger = new TestLedger();
        Microblock block = ledger.add(1, EventType.IDS_ALERT, 5);
        ledger.add(1, EventType.MITIGATION, 6);
        ledger.add(2, EventType.DECISION, 7);
        ledger.decide();
        ledger.add(2, EventType.DECISION, 8);
        ledger.decide();
        String hash = block.hash().hex();
        String source = block.source().hex();
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("/v1/health", "Health");
        asked.put("/v1/stats", "Statistics");
        asked.put("/v1/checkpoints?limit=1", "CheckpointPage");
        asked.put("/v1/checkpoints/latest", "Checkpoint");
        asked.put("/v1/checkpoints/1", "Checkpoint");
        asked.put("/v1/blocks?limit=2", "BlockPage");
        asked.put("/v1/blocks/" + hash, "Block");
        asked.put("/v1/blocks/" + hash + "/proof", "Proof");
        asked.put("/v1/log", "LogHead");
        asked.put("/v1/log/consistency?old=1", "Consistency");
        asked.put("/v1/log/inclusion?height=2", "Inclusion");
        asked.put("/v1/sources?limit=1", "SourcePage");
        asked.put("/v1/sources/" + source + "/0", "Source");
        asked.put("/v1/sources/" + source + "/0/blocks?limit=1", "NumberedPage");
        asked.put("/v1/sources/" + source + "/0/completeness?to_height=2", "Completeness");
        asked.put("/v1/sources/" + source + "/0/completeness?from_height=1&to_height=2", "Completeness");
        asked.put("/nothing", "Problem");
        asked.put("/v1/blocks/xyz", "Problem");
        asked.put("/v1/checkpoints/99", "Problem");
        String both = "auditor-and-admin";
        ServerConfig.Builder config = TestServer.config()
                .log(LogPublisher.of(ledger.store, TestServer.signer()))
                .token(AccessToken.ofHash("both", AccessToken.hashOf(both), Role.AUDITOR, Role.ADMIN));
        JsonNode schemas = description().at("/components/schemas");
        try (TestServer server = TestServer.start(ledger.store, config)) {
            for (Map.Entry<String, String> one : asked.entrySet()) {
                HttpResponse<byte[]> answer = server.get(one.getKey(), both);
                String type = answer.statusCode() == 200 ? "application/json" : "application/problem+json";
                assertThat(answer.headers().firstValue("Content-Type"))
                        .as(one.getKey())
                        .contains(type);
                assertThat(answer.statusCode() == 200)
                        .as(one.getKey())
                        .isEqualTo(!one.getValue().equals("Problem"));
                fits(JSON.readTree(answer.body()), schemas.get(one.getValue()), schemas, one.getKey());
            }
            HttpResponse<byte[]> posted = server.send(
                    server.request("/v1/proofs", both).POST(HttpRequest.BodyPublishers.ofByteArray(block.encode())));
            fits(JSON.readTree(posted.body()), schemas.get("Proof"), schemas, "posted");
        }
    }

    private static void fits(JsonNode value, JsonNode schema, JsonNode schemas, String where) {
        if (schema.has("$ref")) {
            String name = schema.get("$ref").asText();
            fits(value, schemas.get(name.substring(name.lastIndexOf('/') + 1)), schemas, where);
            return;
        }
        if (schema.has("const")) {
            assertThat(value).as(where).isEqualTo(schema.get("const"));
            return;
        }
        Set<String> types = new TreeSet<>();
        if (schema.get("type").isArray()) {
            schema.get("type").forEach(type -> types.add(type.asText()));
        } else {
            types.add(schema.get("type").asText());
        }
        assertThat(types).as(where).contains(typeOf(value));
        if (value.isObject() && schema.has("properties")) {
            Set<String> names = new TreeSet<>();
            value.fieldNames().forEachRemaining(names::add);
            Set<String> known = new TreeSet<>();
            schema.get("properties").fieldNames().forEachRemaining(known::add);
            Set<String> required = new TreeSet<>();
            schema.get("required").forEach(name -> required.add(name.asText()));
            assertThat(known).as(where).containsAll(names);
            assertThat(names).as(where).containsAll(required);
            names.forEach(
                    name -> fits(value.get(name), schema.get("properties").get(name), schemas, where + " " + name));
        } else if (value.isArray()) {
            value.forEach(item -> fits(item, schema.get("items"), schemas, where + "[]"));
        }
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case NUMBER -> "integer";
            case ARRAY -> "array";
            case OBJECT -> "object";
            default -> "null";
        };
    }

    /** The seed's names of a microblock and of a checkpoint. */
    @Test
    void blocksAndCheckpointsHaveTheSeedsNames() throws Exception {
        JsonNode schemas = description().at("/components/schemas");
        assertThat(schemas.at("/Block/properties").fieldNames())
                .toIterable()
                .startsWith(
                        "type",
                        "node_id",
                        "seq",
                        "prev",
                        "timestamp",
                        "payload_hash",
                        "event_type",
                        "signature",
                        "neuro");
        assertThat(schemas.at("/Neuro/properties").fieldNames())
                .toIterable()
                .containsExactly("ter_hash", "w_fingerprint", "posf_signature");
        assertThat(schemas.at("/Checkpoint/properties").fieldNames())
                .toIterable()
                .startsWith(
                        "type",
                        "epoch",
                        "timestamp",
                        "merkle_root",
                        "included_ranges",
                        "validator_id",
                        "agg_signature");
    }
}
