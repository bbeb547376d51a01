package com.hookprobe.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.notify.core.Composer;
import com.hookprobe.notify.core.Message;
import com.hookprobe.notify.core.NotificationType;
import com.hookprobe.notify.core.Rules;
import com.hookprobe.notify.core.Samples;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * docs/spec/notifications.md names every type and field, and docs/spec/notifications.schema.json is what webhooks get. The latter is made
 * by {@code mvn -pl tier-assemblies/notifications test -Dtest=SchemaTest -Dschema.write=true}.
 */
class SchemaTest {
    private static final Path PAGE = Path.of("../../docs/spec/notifications.md");
    private static final Path SCHEMA = Path.of("../../docs/spec/notifications.schema.json");
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private static ObjectNode schema() {
        ObjectNode schema = JSON.createObjectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "What a webhook of HookProbe gets: CloudEvents 1.0 in structured JSON mode");
        ArrayNode any = schema.putArray("oneOf");
        ObjectNode defs = schema.putObject("$defs");
        for (NotificationType type : NotificationType.values()) {
            any.addObject().put("$ref", "#/$defs/" + type.text());
            ObjectNode data = object();
            for (NotificationType.Field field : type.fields()) {
                property(
                        data,
                        field.name(),
                        switch (field.kind()) {
                            case TEXT -> "string";
                            case NUMBER -> "number";
                            case BOOLEAN -> "boolean";
                        },
                        field.meaning());
            }
            property(data, "title", "string", "one line for people");
            property(data, "text", "string", "plain text for people");
            require(data, "title", "text");
            ObjectNode event = envelope(type.cloudEvent(), data);
            ObjectNode severity = ((ObjectNode) event.get("properties")).putObject("severity");
            List.of("info", "low", "medium", "high", "critical").forEach(severity.putArray("enum")::add);
            require(event, "severity");
            defs.set(type.text(), event);
        }
        any.addObject().put("$ref", "#/$defs/summary");
        ObjectNode summary = object();
        property(summary, "count", "integer", "how many events");
        property(summary, "lost", "integer", "how many before could not be delivered");
        property(summary, "title", "string", "one line for people");
        ObjectNode events =
                ((ObjectNode) summary.get("properties")).putObject("events").put("type", "array");
        ArrayNode each = events.putObject("items").putArray("oneOf");
        for (NotificationType type : NotificationType.values()) {
            each.addObject().put("$ref", "#/$defs/" + type.text());
        }
        require(summary, "count", "lost", "title", "events");
        defs.set("summary", envelope("com.hookprobe.summary.v1", summary));
        any.addObject().put("$ref", "#/$defs/test");
        ObjectNode test = object();
        property(test, "title", "string", "one line for people");
        property(test, "text", "string", "plain text for people");
        require(test, "title", "text");
        defs.set("test", envelope("com.hookprobe.test.v1", test));
        return schema;
    }

    private static ObjectNode object() {
        ObjectNode object = JSON.createObjectNode().put("type", "object").put("additionalProperties", false);
        object.putObject("properties");
        return object;
    }

    private static ObjectNode envelope(String type, ObjectNode data) {
        ObjectNode event = object();
        ObjectNode properties = (ObjectNode) event.get("properties");
        properties.putObject("specversion").put("const", "1.0");
        property(event, "id", "string", "the same at each try");
        property(event, "source", "string", "/nodes/ and the node's name");
        properties.putObject("type").put("const", type);
        property(event, "subject", "string", "what it is about");
        property(event, "time", "string", "RFC 3339");
        properties.putObject("datacontenttype").put("const", "application/json");
        properties.set("data", data);
        require(event, "specversion", "id", "source", "type", "time", "data");
        return event;
    }

    private static void property(ObjectNode object, String name, String type, String meaning) {
        ((ObjectNode) object.get("properties"))
                .putObject(name)
                .put("type", type)
                .put("description", meaning);
    }

    private static void require(ObjectNode object, String... names) {
        List.of(names).forEach(object.withArray("required")::add);
    }

    @Test
    void theSchemaIsThatOfTheTypes() throws Exception {
        String made = JSON.writeValueAsString(schema()) + "\n";
        if (Boolean.getBoolean("schema.write")) {
            Files.writeString(SCHEMA, made);
        }
        assertThat(SCHEMA).as("make it anew with -Dschema.write=true").content().isEqualTo(made);
    }

    @Test
    void whatIsSentIsAsTheSchemaSays() throws Exception {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(JSON.writeValueAsString(schema()));
        Composer composer = new Composer("Shop", "guardian-1", ZoneOffset.UTC, new Rules(List.of()));
        CloudEvents events = new CloudEvents("a", "guardian-1", composer);
        for (NotificationType type : NotificationType.values()) {
            valid(schema, events.body(new Message("i", List.of(Samples.of(type, "i")), 0), 0));
            valid(schema, events.body(new Message("i.1", List.of(Samples.of(type, "i")), 4), 0));
        }
        valid(schema, events.body(Message.test("t"), 1_790_000_000_000_000L));
        JsonNode odd = ((ObjectNode) JSON.readTree(events.body(Message.test("t"), 0))).put("more", 1);
        assertThat(schema.validate(odd)).isNotEmpty();
    }

    private static void valid(Schema schema, byte[] body) throws Exception {
        assertThat(schema.validate(JSON.readTree(body)))
                .as(new String(body, java.nio.charset.StandardCharsets.UTF_8))
                .isEmpty();
    }

    @Test
    void thePageNamesEveryTypeAndField() throws Exception {
        String page = Files.readString(PAGE);
        for (NotificationType type : NotificationType.values()) {
            String row = page.lines()
                    .filter(line -> line.startsWith("| `" + type.text() + "` |"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no row of " + type.text()));
            assertThat(row).contains("| " + type.usual().name().toLowerCase(java.util.Locale.ROOT));
            type.fields().forEach(field -> assertThat(row).contains("`" + field.name() + "`"));
        }
        assertThat(page)
                .contains(NotificationType.COMMON.keySet().stream()
                        .map(name -> "`" + name + "`")
                        .toList());
    }
}
