package com.hookprobe.qsecbit.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.qsecbit.exchange.lapi.LapiFuzz;
import com.hookprobe.qsecbit.exchange.misp.MispFuzz;
import com.hookprobe.qsecbit.exchange.stix.StixReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Every reader of what comes from outside: changed documents are read or refused, and nothing else happens. */
class ParserFuzzTest {
    /** A reader. */
    public interface Reader {
        void read(byte[] document) throws RefusedException;
    }

    private static final String INDICATOR = "{\"type\":\"indicator\",\"spec_version\":\"2.1\","
            + "\"id\":\"indicator--6ba7b810-9dad-41d1-80b4-00c04fd430c8\",\"created\":\"2026-01-01T00:00:00Z\","
            + "\"modified\":\"2026-01-01T00:00:00Z\",\"valid_from\":\"2026-01-01T00:00:00Z\",\"valid_until\":\"2027-01-01T00:00:00Z\","
            + "\"pattern_type\":\"stix\",\"pattern\":\"[domain-name:value = 'a.b' OR ipv4-addr:value IN ('192.0.2.1')]\","
            + "\"confidence\":5,\"revoked\":false,\"object_marking_refs\":[\"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9\"]}";

    private static final String SIGHTING = "{\"type\":\"sighting\",\"spec_version\":\"2.1\","
            + "\"id\":\"sighting--6ba7b810-9dad-41d1-80b4-00c04fd430c8\",\"created\":\"2026-01-01T00:00:00Z\","
            + "\"modified\":\"2026-01-01T00:00:00Z\",\"first_seen\":\"2026-01-01T00:00:00Z\",\"last_seen\":\"2026-01-02T00:00:00Z\","
            + "\"count\":3,\"sighting_of_ref\":\"indicator--6ba7b810-9dad-41d1-80b4-00c04fd430c8\"}";

    private static final String CHANGE =
            "{\"sequence\":3,\"change\":\"deleted\",\"cause\":\"expired\",\"at_us\":90,\"decision\":"
                    + "{\"id\":1,\"uuid\":\"x\",\"name\":\"a\",\"scope\":\"Ip\",\"value\":\"192.0.2.1\",\"type\":\"ban\",\"origin\":\"mesh\","
                    + "\"scenario\":\"s\",\"owner\":\"\",\"reason\":\"r\",\"confidence\":5,\"sightings\":1,\"created_us\":5,\"changed_us\":6,\"until_us\":99}}";

    private static final List<Map.Entry<String, Reader>> READERS = List.of(
            Map.entry(INDICATOR, bytes -> new StixReader("x").read(Json.parse(bytes))),
            Map.entry(SIGHTING, bytes -> new StixReader("x").read(Json.parse(bytes))),
            Map.entry(CHANGE, bytes -> ChangeCodec.change(Json.parse(bytes))),
            Map.entry(LapiFuzz.ALERTS, LapiFuzz::alerts),
            Map.entry(LapiFuzz.USAGE, LapiFuzz::usage),
            Map.entry(MispFuzz.MANIFEST, MispFuzz::manifest),
            Map.entry(MispFuzz.EVENT, MispFuzz::event));

    @Property(tries = 400)
    void changedBytesAreReadOrRefused(@ForAll long seed) {
        Random random = new Random(seed);
        for (Map.Entry<String, Reader> one : READERS) {
            byte[] bytes = one.getKey().getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            tryIt(
                    one.getValue(),
                    random.nextInt(5) == 0 ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
        }
    }

    @Property(tries = 1_000)
    void changedValuesAreReadOrRefused(@ForAll long seed) throws RefusedException {
        Random random = new Random(seed);
        for (Map.Entry<String, Reader> one : READERS) {
            JsonNode document = Json.parse(one.getKey().getBytes(StandardCharsets.UTF_8));
            List<JsonNode> holders = new ArrayList<>();
            collect(document, holders);
            change(holders.get(random.nextInt(holders.size())), random);
            tryIt(one.getValue(), Json.bytes(document));
        }
    }

    @Property(tries = 1)
    void theDocumentsThemselvesAreRead() throws RefusedException {
        for (Map.Entry<String, Reader> one : READERS) {
            one.getValue().read(one.getKey().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void tryIt(Reader reader, byte[] bytes) {
        try {
            reader.read(bytes);
        } catch (RefusedException e) {
            assertThat(e.getMessage()).hasSizeLessThan(600).doesNotContain("\n");
        }
    }

    private static void collect(JsonNode node, List<JsonNode> holders) {
        if (node.isContainerNode() && !node.isEmpty()) {
            holders.add(node);
            node.forEach(part -> collect(part, holders));
        }
    }

    private static void change(JsonNode holder, Random random) {
        if (holder instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            if (random.nextInt(6) == 0) {
                object.remove(name);
            } else {
                object.set(name, value(random));
            }
        } else if (holder instanceof ArrayNode array) {
            array.set(random.nextInt(array.size()), value(random));
        }
    }

    private static JsonNode value(Random random) {
        String[] values = {
            "null",
            "true",
            "0",
            "-1",
            "9223372036854775807",
            "9223372036854775808",
            "1e300",
            "0.5",
            "\"\"",
            "\"x\"",
            "\"\\u0000\\u202e\"",
            "\"\\ud800\"",
            "[]",
            "{}",
            "[[[[]]]]",
            "\"2026-01-01T00:00:00Z\"",
            "\"9999-12-31T23:59:60Z\"",
            "\"-999999999-01-01T00:00:00Z\"",
            "\"0.0.0.0/0\"",
            "\"::/0\"",
            "\"192.0.2.1\"",
            "\"1h\"",
            "\"-1h\"",
            "\"999999999999999999h\"",
            "\"a|b|c\"",
            "\"" + "9".repeat(400) + "\"",
            "\"[\"",
            "\"['\"",
            "12345678901234567890123"
        };
        try {
            return Json.parse(values[random.nextInt(values.length)].getBytes(StandardCharsets.UTF_8));
        } catch (RefusedException e) {
            return Json.object();
        }
    }
}
