package com.hookprobe.qsecbit.detection.eve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.testsupport.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Makes a record of each event type from Suricata's own schema, with every field that it may have, and reads it. The
 * schema is not in the tree.
 */
@EnabledIf("com.hookprobe.testsupport.SharedData#present")
class EveSchemaTest {
    private static final long LOGGED = 1_709_287_200_250_000L;
    /** Objects of the schema that belong to others, and are no event types. */
    private static final List<String> PARTS =
            List.of("ether", "metadata", "packet_info", "stream_tcp", "tcp", "traffic", "tunnel");

    private static final List<String> COMMON =
            List.of("timestamp", "flow_id", "src_ip", "src_port", "dest_ip", "dest_port");

    private static Map<String, Object> schema = Map.of();

    @BeforeAll
    static void read() throws IOException {
        try (JsonParser parser = new JsonFactory()
                .createParser(SharedData.file("data/eve-schema/suricata-eve-schema.json")
                        .toFile())) {
            parser.nextToken();
            schema = object(value(parser));
        }
    }

    @TestFactory
    List<DynamicTest> everyEventTypeIsRead() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Map.Entry<String, Object> property :
                object(schema.get("properties")).entrySet()) {
            String name = property.getKey();
            if (!"object".equals(object(property.getValue()).get("type")) || PARTS.contains(name)) {
                continue;
            }
            tests.add(DynamicTest.dynamicTest(name, () -> {
                NetworkEvent event = read(name, List.of(name)).orElseThrow();
                assertThat(event.type()).isEqualTo(type(name));
                assertThat(event.loggedMicros()).isEqualTo(LOGGED);
                assertThat(event.srcIp()).hasToString("203.0.113.7");
                assertThat(event.dstPort()).isEqualTo(7);
                assertThat(event.flowId()).isEqualTo(7);
            }));
        }
        assertThat(tests).hasSizeGreaterThan(40);
        return tests;
    }

    @Test
    void anAlertMayHoldAllOfThem() {
        List<String> all = object(schema.get("properties")).keySet().stream().collect(Collectors.toList());
        NetworkEvent event = read("alert", all).orElseThrow();
        assertThat(event.type()).isEqualTo(EventType.ALERT);
        assertThat(event.alert().sid()).isEqualTo(7);
        assertThat(event.alert().signature()).isEqualTo("alert.signature");
        assertThat(event.alert().sourceIp()).hasToString("203.0.113.7");
        assertThat(event.http().url()).isEqualTo("http.url");
        assertThat(event.http().body()).isEqualTo("http.http_request_body_printable");
        assertThat(event.ssh().clientSoftware()).isEqualTo("ssh.client.software_version");
        assertThat(event.link().vlan()).isEqualTo(7);
        assertThat(event.link().source()).hasToString("02:00:00:00:00:07");
        assertThat(event.icmp()).isEqualTo(new NetworkEvent.Icmp(7, 7));
    }

    @Test
    void theFieldsThatAreUsedArriveFromEveryPart() {
        NetworkEvent flow = read("flow", List.of("flow", "tcp")).orElseThrow();
        assertThat(flow.flow().packetsToServer()).isEqualTo(7);
        assertThat(flow.flow().bytesToClient()).isEqualTo(7);
        assertThat(flow.flow().flagsToServer()).isEqualTo(0x12);
        assertThat(flow.flow().state()).isEqualTo("flow.state");
        assertThat(flow.timeMicros()).isEqualTo(LOGGED);
        NetworkEvent.Tls tls = read("tls", List.of("tls")).orElseThrow().tls();
        assertThat(tls.subject()).isEqualTo("tls.subject");
        assertThat(tls.issuer()).isEqualTo("tls.issuerdn");
        assertThat(tls.notAfterMicros()).isEqualTo(LOGGED - 250_000);
        assertThat(tls.ja3()).isEqualTo("tls.ja3.hash");
        NetworkEvent.Dhcp dhcp = read("dhcp", List.of("dhcp")).orElseThrow().dhcp();
        assertThat(dhcp.client()).hasToString("02:00:00:00:00:07");
        assertThat(dhcp.router()).hasToString("203.0.113.7");
        assertThat(dhcp.dnsServer()).hasToString("203.0.113.7");
        NetworkEvent.Arp arp = read("arp", List.of("arp")).orElseThrow().arp();
        assertThat(arp.senderMac()).hasToString("02:00:00:00:00:07");
        assertThat(arp.targetIp()).hasToString("203.0.113.7");
        assertThat(read("anomaly", List.of("anomaly")).orElseThrow().anomaly())
                .isEqualTo(new NetworkEvent.Anomaly("anomaly.type", "anomaly.event"));
        assertThat(read("dns", List.of("dns")).orElseThrow().dns().name()).isEqualTo("dns.rrname");
        NetworkEvent.Flow dropped = read("drop", List.of("drop")).orElseThrow().flow();
        assertThat(dropped.packetsToServer()).isEqualTo(1);
        assertThat(dropped.flagsToServer()).isEqualTo(0x3f);
        assertThat(read("netflow", List.of("netflow")).orElseThrow().flow().bytesToServer())
                .isEqualTo(7);
        assertThat(read("quic", List.of("quic")).orElseThrow().tls().sni()).isEqualTo("quic.sni");
    }

    private static EventType type(String name) {
        return switch (name) {
            case "alert" -> EventType.ALERT;
            case "flow", "drop" -> EventType.FLOW;
            case "dns" -> EventType.DNS;
            case "http" -> EventType.HTTP;
            case "tls" -> EventType.TLS;
            case "ssh" -> EventType.SSH;
            case "arp" -> EventType.ARP;
            case "dhcp" -> EventType.DHCP;
            case "anomaly" -> EventType.ANOMALY;
            default -> EventType.OTHER;
        };
    }

    private static Optional<NetworkEvent> read(String eventType, List<String> parts) {
        StringBuilder record = new StringBuilder("{\"event_type\":\"" + eventType + '"');
        Map<String, Object> properties = object(schema.get("properties"));
        for (String name : COMMON) {
            field(record, name, name, properties.get(name));
        }
        for (String name : parts) {
            if (!COMMON.contains(name) && !name.equals("event_type")) {
                field(record, name, name, properties.get(name));
            }
        }
        byte[] bytes = record.append('}').toString().getBytes(StandardCharsets.UTF_8);
        return new EveParser("s").parse(bytes, 0, bytes.length);
    }

    private static void field(StringBuilder into, String name, String path, Object definition) {
        into.append(into.charAt(into.length() - 1) == '{' ? "\"" : ",\"")
                .append(name)
                .append("\":");
        sample(into, name, path, object(definition));
    }

    /** A value that the definition allows: texts are their own path, where nothing is known of their form. */
    private static void sample(StringBuilder into, String name, String path, Map<String, Object> definition) {
        Map<String, Object> of = definition;
        if (of.get("$ref") instanceof String reference) {
            of = object(object(schema.get("$defs")).get(reference.substring("#/$defs/".length())));
        }
        String type = of.get("type") instanceof String one ? one : "string";
        switch (type) {
            case "object" -> {
                into.append('{');
                for (Map.Entry<String, Object> field :
                        object(of.get("properties")).entrySet()) {
                    field(into, field.getKey(), path + '.' + field.getKey(), field.getValue());
                }
                into.append('}');
            }
            case "array" -> {
                into.append('[');
                sample(into, name, path, object(of.get("items")));
                into.append(']');
            }
            case "integer", "number" -> into.append('7');
            case "boolean" -> into.append("true");
            default -> into.append('"').append(text(name, path)).append('"');
        }
    }

    private static String text(String name, String path) {
        return switch (name) {
            case "timestamp", "start", "end" -> "2024-03-01T10:00:00.250000+0000";
            case "notbefore", "notafter" -> "2024-03-01T10:00:00";
            case "tcp_flags_ts", "tcp_flags_tc" -> "12";
            case "src_mac", "dest_mac", "client_mac" -> "02:00:00:00:00:07";
            case "status" -> path.startsWith("http") ? "404" : path;
            default ->
                name.endsWith("ip") || name.equals("routers") || name.equals("dns_servers") ? "203.0.113.7" : path;
        };
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, value(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            default -> parser.getText();
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
