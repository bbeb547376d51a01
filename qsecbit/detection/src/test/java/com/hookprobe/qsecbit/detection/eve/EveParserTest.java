package com.hookprobe.qsecbit.detection.eve;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.PacketDirection;
import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.detection.read.JsonFields;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EveParserTest {
    private static final String COMMON =
            "\"timestamp\":\"2024-03-01T10:00:00.250000+0000\",\"flow_id\":18446744073709551615,"
                    + "\"src_ip\":\"203.0.113.7\",\"src_port\":40000,\"dest_ip\":\"10.20.0.5\",\"dest_port\":80,\"proto\":\"TCP\"";
    private static final long LOGGED = 1_709_287_200_250_000L;

    @Test
    void alertWithEverything() {
        NetworkEvent event = parse(
                        "{" + COMMON + ",\"event_type\":\"alert\",\"direction\":\"to_client\",\"host\":\"s1\","
                                + "\"alert\":{\"action\":\"allowed\",\"gid\":1,\"signature_id\":2024897,\"rev\":3,\"signature\":\"ET X\","
                                + "\"category\":\"Misc Attack\",\"severity\":2,\"source\":{\"ip\":\"203.0.113.7\",\"port\":1},"
                                + "\"target\":{\"ip\":\"10.20.0.5\"},\"metadata\":{\"signature_severity\":[\"Major\"],"
                                + "\"confidence\":[\"High\"],\"tag\":[\"a\",\"b\"]}},"
                                + "\"http\":{\"hostname\":\"h\",\"url\":\"/x\",\"http_method\":\"GET\",\"status\":\"404\","
                                + "\"http_user_agent\":\"curl\"},\"payload\":\"QUJD\","
                                + "\"flow\":{\"pkts_toserver\":4,\"pkts_toclient\":3,\"bytes_toserver\":400,\"bytes_toclient\":300,"
                                + "\"start\":\"2024-03-01T09:59:59.000000+0000\",\"src_ip\":\"203.0.113.7\",\"dest_ip\":\"10.20.0.5\"}}")
                .orElseThrow();
        assertThat(event.type()).isEqualTo(EventType.ALERT);
        assertThat(event.timeMicros()).isEqualTo(LOGGED);
        assertThat(event.flowId()).isEqualTo(-1);
        assertThat(event.srcIp()).hasToString("203.0.113.7");
        assertThat(event.dstPort()).isEqualTo(80);
        assertThat(event.transport()).isEqualTo(Transport.TCP);
        assertThat(event.direction()).isEqualTo(PacketDirection.TO_CLIENT);
        assertThat(event.sensor()).isEqualTo("s1");
        assertThat(event.alert().sid()).isEqualTo(2024897);
        assertThat(event.alert().severity()).isEqualTo(2);
        assertThat(event.alert().ruleSeverity()).isEqualTo("Major");
        assertThat(event.alert().ruleConfidence()).isEqualTo("High");
        assertThat(event.alert().targetIp()).hasToString("10.20.0.5");
        assertThat(event.http().status()).isEqualTo(404);
        assertThat(event.flow().initiatorIp()).hasToString("203.0.113.7");
        assertThat(event.flow().packetsToClient()).isEqualTo(3);
    }

    @Test
    void aFlowHappensWhenItStarts() {
        NetworkEvent event = parse("{" + COMMON + ",\"event_type\":\"flow\",\"app_proto\":\"SSH\","
                        + "\"tcp\":{\"tcp_flags\":\"16\",\"tcp_flags_ts\":\"02\",\"tcp_flags_tc\":\"14\",\"syn\":true},"
                        + "\"flow\":{\"pkts_toserver\":1,\"pkts_toclient\":1,\"bytes_toserver\":60,\"bytes_toclient\":54,"
                        + "\"start\":\"2024-03-01T08:00:00.000000+0000\",\"end\":\"2024-03-01T08:00:02.000000+0000\","
                        + "\"state\":\"CLOSED\",\"exception_policy\":[{\"a\":{\"b\":[1,2]}}]}}")
                .orElseThrow();
        assertThat(event.timeMicros()).isEqualTo(LOGGED - 7_200_250_000L);
        assertThat(event.loggedMicros()).isEqualTo(LOGGED);
        assertThat(event.flow().durationMicros()).isEqualTo(2_000_000);
        assertThat(event.flow().flagsToServer()).isEqualTo(2);
        assertThat(event.flow().flagsToClient()).isEqualTo(0x14);
        assertThat(event.flow().state()).isEqualTo("closed");
        assertThat(event.appProto()).isEqualTo("ssh");
    }

    @Test
    void dnsOfBothVersionsAndInsideAnAlert() {
        String v2 = "\"dns\":{\"type\":\"query\",\"id\":2,\"rrname\":\"WWW.Example.ORG\",\"rrtype\":\"A\",\"tx_id\":0}";
        String v3 =
                "\"dns\":{\"version\":3,\"type\":\"request\",\"queries\":[{\"rrname\":\"www.example.org.\",\"rrtype\":\"A\"},"
                        + "{\"rrname\":\"second.example\",\"rrtype\":\"TXT\"}]}";
        String inAlert = "\"dns\":{\"query\":[{\"type\":\"query\",\"rrname\":\"www.example.org\",\"rrtype\":\"A\"}]}";
        for (String dns : new String[] {v2, v3, inAlert}) {
            NetworkEvent.Dns read = parse("{" + COMMON + ",\"event_type\":\"dns\"," + dns + "}")
                    .orElseThrow()
                    .dns();
            assertThat(read).isEqualTo(new NetworkEvent.Dns(true, "www.example.org", "A", ""));
        }
        String answer =
                "\"dns\":{\"version\":2,\"type\":\"answer\",\"rrname\":\"a.b\",\"rrtype\":\"A\",\"rcode\":\"NXDOMAIN\","
                        + "\"answers\":[{\"rrname\":\"a.b\",\"rdata\":\"1.2.3.4\"}],\"grouped\":{\"A\":[\"1.2.3.4\"]}}";
        assertThat(parse("{" + COMMON + ",\"event_type\":\"dns\"," + answer + "}")
                        .orElseThrow()
                        .dns())
                .isEqualTo(new NetworkEvent.Dns(false, "a.b", "A", "NXDOMAIN"));
    }

    @Test
    void sshTlsAndRefusedLogins() {
        assertThat(parse(
                                "{" + COMMON + ",\"event_type\":\"ssh\",\"ssh\":{\"client\":{\"proto_version\":\"2.0\","
                                        + "\"software_version\":\"libssh2\",\"hassh\":{\"hash\":\"x\"}},\"server\":{\"software_version\":\"OpenSSH\"}}}")
                        .orElseThrow()
                        .ssh())
                .isEqualTo(new NetworkEvent.Ssh("libssh2", "OpenSSH"));
        assertThat(parse("{" + COMMON + ",\"event_type\":\"tls\",\"tls\":{\"sni\":\"a.b\",\"version\":\"TLS 1.3\","
                                + "\"ja3\":{\"hash\":\"h\",\"string\":\"s\"},\"ja3s\":{\"hash\":\"i\"}}}")
                        .orElseThrow()
                        .tls())
                .isEqualTo(new NetworkEvent.Tls("a.b", "TLS 1.3", "", "", 0, 0, "", "h"));
        assertThat(failed(
                        "ftp", "{\"command\":\"PASS\",\"completion_code\":[\"530\"],\"reply\":[\"Login incorrect.\"]}"))
                .isTrue();
        assertThat(failed("ftp", "{\"command\":\"PASS\",\"completion_code\":[\"230\"]}"))
                .isFalse();
        assertThat(failed("smb", "{\"command\":\"SMB2_COMMAND_SESSION_SETUP\",\"status\":\"STATUS_LOGON_FAILURE\"}"))
                .isTrue();
        assertThat(failed("krb5", "{\"msg_type\":\"KRB_ERROR\",\"error_code\":\"KDC_ERR_PREAUTH_FAILED\"}"))
                .isTrue();
        assertThat(failed("rfb", "{\"authentication\":{\"security_result\":\"FAIL\"}}"))
                .isTrue();
        assertThat(failed("rfb", "{\"authentication\":{\"security_result\":\"OK\"}}"))
                .isFalse();
    }

    @Test
    void anEventWithoutAddressesIsRead() {
        NetworkEvent event = parse(
                        "{\"timestamp\":\"2024-03-01T10:00:00Z\",\"event_type\":\"stats\",\"stats\":{\"uptime\":1}}")
                .orElseThrow();
        assertThat(event.type()).isEqualTo(EventType.OTHER);
        assertThat(event.srcIp().isUnspecified()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"text\"",
                "{",
                "{}",
                "{\"event_type\":\"alert\"}",
                "{\"timestamp\":\"2024-03-01T10:00:00Z\"}",
                "{\"timestamp\":\"yesterday\",\"event_type\":\"alert\"}",
                "{\"timestamp\":\"2024-03-01T10:00:00Z\",\"event_type\":\"alert\",\"src_ip\":\"localhost\"}",
                "{\"timestamp\":\"2024-03-01T10:00:00Z\",\"event_type\":\"alert\",\"src_ip\":\"1.2.3.4.5\"}",
                "{\"timestamp\":\"2024-03-01T10:00:00Z\",\"event_type\":\"alert\",\"src_port\":65536}",
                "{\"timestamp\":\"2024-03-01T10:00:00Z\",\"event_type\":\"alert\",\"src_port\":-1}",
                "{\"timestamp\":\"2024-03-01T10:00:00Z\",\"event_type\":\"alert\",\"dest_port\":\"http\"}",
                "{\"timestamp\":\"2024-03-01T10:00:00Z\",\"event_type\":\"alert\",\"flow\":{\"pkts_toserver\":-5}}",
                "{\"timestamp\":\"2024-03-01T10:00:00Z\",\"event_type\":\"alert\",\"flow\":{\"pkts_toserver\":99999999999999999999}}",
                "{\"timestamp\":\"2024-03-01T10:00:00Z\",\"event_type\":\"alert\"} trailing",
                "{\"timestamp\":\"2024-03-01T10:00:00Z\",\"event_type\":\"alert\"}{}",
                "{\"timestamp\":\"2024-03-01T10:00:00Z\",\"event_type\":\"alert\",\"tcp\":{\"tcp_flags_ts\":\"zz\"}}",
                "not json at all"
            })
    void brokenRecordsAreRefusedWhole(String text) {
        assertThat(parse(text)).isEmpty();
    }

    @Test
    void nestingIsBounded() {
        String deep = "{\"timestamp\":\"2024-03-01T10:00:00Z\",\"event_type\":\"alert\",\"x\":" + "[".repeat(5000)
                + "]".repeat(5000) + "}";
        assertThat(parse(deep)).isEmpty();
    }

    @Test
    void longTextsAreCut() {
        NetworkEvent event = parse(
                        "{" + COMMON + ",\"event_type\":\"http\",\"http\":{\"url\":\"/" + "a".repeat(100_000) + "\"}}")
                .orElseThrow();
        assertThat(event.http().url()).hasSize(JsonFields.URL_CHARS);
    }

    @Property
    void anyBytesGiveAnEventOrNothing(@ForAll byte[] bytes) {
        Optional<NetworkEvent> event = new EveParser("s").parse(bytes, 0, bytes.length);
        assertThat(event).isEmpty();
    }

    @Property
    void aDamagedRecordNeverThrows(@ForAll int seed) {
        byte[] bytes = ("{" + COMMON + ",\"event_type\":\"alert\",\"alert\":{\"severity\":1}}")
                .getBytes(StandardCharsets.UTF_8);
        bytes[Math.floorMod(seed, bytes.length)] = (byte) (seed >>> 16);
        new EveParser("s")
                .parse(bytes, 0, bytes.length)
                .ifPresent(event -> assertThat(event.dstPort()).isBetween(0, 65_535));
    }

    private static boolean failed(String protocol, String object) {
        return parse("{" + COMMON + ",\"event_type\":\"" + protocol + "\",\"" + protocol + "\":" + object + "}")
                .orElseThrow()
                .login()
                .refused();
    }

    private static Optional<NetworkEvent> parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new EveParser("default").parse(bytes, 0, bytes.length);
    }
}
