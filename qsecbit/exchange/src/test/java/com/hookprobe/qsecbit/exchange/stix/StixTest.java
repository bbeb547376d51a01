package com.hookprobe.qsecbit.exchange.stix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.qsecbit.exchange.Change;
import com.hookprobe.qsecbit.exchange.Decided;
import com.hookprobe.qsecbit.exchange.DecisionEdit.Cause;
import com.hookprobe.qsecbit.exchange.Intelligence;
import com.hookprobe.qsecbit.exchange.Json;
import com.hookprobe.qsecbit.exchange.RefusedException;
import com.hookprobe.qsecbit.exchange.Remedy;
import com.hookprobe.qsecbit.exchange.Subject;
import com.hookprobe.qsecbit.exchange.Subject.Kind;
import com.hookprobe.qsecbit.exchange.Tlp;
import com.hookprobe.testsupport.SharedData;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StixTest {
    private static final String BASE =
            "http://raw.githubusercontent.com/oasis-open/cti-stix2-json-schemas/stix2.1/schemas/";

    private final StixWriter writer = new StixWriter("example.org", Tlp.AMBER);

    private static Decided decided(Kind kind, String value) {
        return new Decided(
                7,
                "mesh:17",
                Subject.of(kind, value).orElseThrow(),
                Remedy.BAN,
                "mesh",
                "ssh-bruteforce",
                "",
                "seen at three sites, \"quoted\"",
                90,
                3,
                1_795_800_000_000_000L,
                1_795_800_001_234_567L,
                1_795_814_400_000_000L);
    }

    private static final Map<Kind, String> VALUES = Map.of(
            Kind.IP, "2001:db8::7",
            Kind.RANGE, "192.0.2.0/24",
            Kind.DOMAIN, "evil.example",
            Kind.URL, "https://evil.example/it's?a=1",
            Kind.MD5, "d41d8cd98f00b204e9800998ecf8427e",
            Kind.SHA1, "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            Kind.SHA256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    private List<ObjectNode> everything() {
        List<ObjectNode> all = new ArrayList<>(writer.framework());
        VALUES.forEach((kind, value) -> {
            Decided decided = decided(kind, value);
            all.addAll(writer.objects(new Change.Added(1, decided)));
            all.addAll(writer.objects(new Change.Deleted(2, decided, Cause.WITHDRAWN, 1_795_800_009_000_000L)));
        });
        for (Tlp tlp : Tlp.values()) {
            all.addAll(new StixWriter("x", tlp).framework());
        }
        return all;
    }

    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void everythingValidatesAgainstTheSchemasOfOasis() throws Exception {
        Map<String, String> schemas = schemas();
        assertThat(schemas).hasSizeGreaterThan(50);
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(schemas));
        List<ObjectNode> all = everything();
        assertThat(all).hasSize(2 + 7 * 3 + 4 * 2);
        for (ObjectNode object : all) {
            assertThat(validate(registry, object)).as("%s", object).isEmpty();
        }
        // And the schemas are ones that refuse.
        for (String field : List.of("pattern", "valid_from", "id", "created")) {
            ObjectNode less = writer.objects(new Change.Added(1, decided(Kind.IP, "192.0.2.1")))
                    .get(0);
            less.remove(field);
            assertThat(validate(registry, less)).as("without %s", field).isNotEmpty();
        }
        ObjectNode bundle = Json.object().put("type", "bundle").put("id", "bundle--" + java.util.UUID.randomUUID());
        bundle.putArray("objects").addAll(all);
        assertThat(registry.getSchema(SchemaLocation.of(BASE + "common/bundle.json"))
                        .validate(Json.text(bundle), InputFormat.JSON))
                .isEmpty();
    }

    private static List<Error> validate(SchemaRegistry registry, ObjectNode object) {
        String place = switch (object.get("type").textValue()) {
            case "sighting" -> "sros/sighting.json";
            case "marking-definition" -> "common/marking-definition.json";
            default -> "sdos/" + object.get("type").textValue() + ".json";
        };
        return registry.getSchema(SchemaLocation.of(BASE + place)).validate(Json.text(object), InputFormat.JSON);
    }

    /** The archive's files by the address that each has inside. */
    private static Map<String, String> schemas() throws Exception {
        Map<String, String> schemas = new HashMap<>();
        try (InputStream in = new GZIPInputStream(
                Files.newInputStream(SharedData.file("data/stix21-schemas/cti-stix2-json-schemas.tar.gz")))) {
            byte[] header;
            while ((header = in.readNBytes(512)).length == 512 && header[0] != 0) {
                String name = new String(header, 0, 100, StandardCharsets.UTF_8).trim();
                String size = new String(header, 124, 11, StandardCharsets.US_ASCII).trim();
                int length = Integer.parseInt(size, 8);
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                body.write(in.readNBytes(length));
                in.readNBytes((512 - length % 512) % 512);
                if (name.contains("schemas/") && name.endsWith(".json")) {
                    schemas.put(
                            BASE + name.substring(name.indexOf("schemas/") + 8), body.toString(StandardCharsets.UTF_8));
                }
            }
        }
        return schemas;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsWrittenIsReadAgain(Kind kind) throws Exception {
        Decided decided = decided(kind, VALUES.get(kind));
        List<ObjectNode> objects = writer.objects(new Change.Added(1, decided));
        StixReader reader = new StixReader("feed");
        Intelligence.Indicator indicator =
                (Intelligence.Indicator) reader.read(objects.get(0)).orElseThrow();
        assertThat(indicator.subjects()).containsExactly(decided.subject());
        assertThat(indicator.confidence()).isEqualTo(90);
        assertThat(indicator.untilMicros()).isEqualTo(decided.untilMicros());
        assertThat(indicator.tlp()).isEqualTo("amber");
        assertThat(indicator.revoked()).isFalse();
        Intelligence.Sighting sighting =
                (Intelligence.Sighting) reader.read(objects.get(1)).orElseThrow();
        assertThat(sighting.indicatorId()).isEqualTo(indicator.id());
        assertThat(sighting.count()).isEqualTo(3);
        JsonNode revoked = writer.objects(new Change.Deleted(2, decided, Cause.WITHDRAWN, 1_795_800_009_000_000L))
                .get(0);
        assertThat(reader.read(revoked)).hasValueSatisfying(one -> {
            assertThat(((Intelligence.Indicator) one).revoked()).isTrue();
            assertThat(one.id()).isEqualTo(indicator.id());
        });
    }

    @Test
    void theSameDecisionHasTheSameIdsEverywhere() {
        Decided decided = decided(Kind.IP, "192.0.2.1");
        assertThat(new StixWriter("example.org", Tlp.RED).indicatorId(decided)).isEqualTo(writer.indicatorId(decided));
        assertThat(new StixWriter("other.org", Tlp.RED).indicatorId(decided)).isNotEqualTo(writer.indicatorId(decided));
        // Part of the format: a change here gives every consumer everything twice.
        assertThat(writer.indicatorId(decided)).isEqualTo("indicator--02107cab-fd99-5659-b2ba-885a3d2119fe");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"indicator\"}",
                "{\"pattern_type\":\"snort\"}",
                "{\"pattern\":\"[process:pid = 5]\"}",
                "{\"spec_version\":\"2.0\"}",
                "{\"id\":\"indicator--7\"}",
                "{\"id\":\"malware--6ba7b810-9dad-41d1-80b4-00c04fd430c8\"}",
                "{\"valid_until\":\"2020-01-01T00:00:00Z\"}",
                "{\"valid_from\":\"2026-01-01 00:00:00\"}",
                "{\"valid_from\":\"2026-01-01T00:00:00+01:00\"}",
                "{\"confidence\":101}",
                "{\"confidence\":\"high\"}",
                "{\"revoked\":\"yes\"}"
            })
    void indicatorsThatAreNotUnderstoodWholeAreRefused(String change) throws Exception {
        ObjectNode indicator = writer.objects(new Change.Added(1, decided(Kind.IP, "192.0.2.1")))
                .get(0);
        JsonNode changes = Json.parse(change.getBytes(StandardCharsets.UTF_8));
        ObjectNode changed = changes.has("type") ? (ObjectNode) changes : indicator.setAll((ObjectNode) changes);
        assertThatThrownBy(() -> new StixReader("x").read(changed)).isInstanceOf(RefusedException.class);
    }

    @Test
    void otherTypesArePassedOver() throws Exception {
        assertThat(new StixReader("x").read(writer.framework().get(0))).isEmpty();
    }
}
