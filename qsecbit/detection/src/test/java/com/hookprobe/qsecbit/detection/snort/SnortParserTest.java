package com.hookprobe.qsecbit.detection.snort;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.PacketDirection;
import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.detection.read.Timestamps;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnortParserTest {
    private static final long NOW = Timestamps.parse("2024-03-01T10:00:00");

    @Test
    void anAlertWithEverything() {
        NetworkEvent event =
                read("{ \"seconds\" : 1709287200, \"action\" : \"allow\", \"class\" : \"Attempted Information Leak\","
                        + " \"b64_data\" : \"QUJD\", \"dir\" : \"C2S\", \"src_addr\" : \"203.0.113.7\", \"src_port\" : 40000,"
                        + " \"src_ap\" : \"203.0.113.7:40000\", \"dst_addr\" : \"10.20.0.5\", \"dst_port\" : 80,"
                        + " \"eth_src\" : \"02:00:00:00:00:01\", \"eth_dst\" : \"02:00:00:00:00:02\", \"gid\" : 1, \"sid\" : 1000001,"
                        + " \"rev\" : 2, \"rule\" : \"1:1000001:2\", \"msg\" : \"WEB attack\", \"priority\" : 2, \"proto\" : \"TCP\","
                        + " \"service\" : \"http\", \"tcp_flags\" : \"***AP***\", \"timestamp\" : \"03/01-10:00:00.250000\","
                        + " \"vlan\" : 7, \"pkt_gen\" : \"raw\" }");
        assertThat(event.type()).isEqualTo(EventType.ALERT);
        assertThat(event.timeMicros()).isEqualTo(NOW + 250_000);
        assertThat(event.srcIp()).hasToString("203.0.113.7");
        assertThat(event.dstPort()).isEqualTo(80);
        assertThat(event.transport()).isEqualTo(Transport.TCP);
        assertThat(event.direction()).isEqualTo(PacketDirection.TO_SERVER);
        assertThat(event.appProto()).isEqualTo("http");
        assertThat(event.alert().sid()).isEqualTo(1_000_001);
        assertThat(event.alert().category()).isEqualTo("Attempted Information Leak");
        assertThat(event.alert().severity()).isEqualTo(2);
        assertThat(event.flow().flagsToServer()).isEqualTo(0x18);
        assertThat(event.link().vlan()).isEqualTo(7);
    }

    @Test
    void theFieldsOfTheDefaultConfigurationAreEnough() {
        NetworkEvent event = read("{ \"timestamp\" : \"02/29-23:59:59.000001\", \"pkt_num\" : 5, \"proto\" : \"ICMP\","
                + " \"pkt_gen\" : \"raw\", \"pkt_len\" : 84, \"dir\" : \"S2C\", \"src_ap\" : \"2001:db8::1:0\","
                + " \"dst_ap\" : \"10.20.0.5:0\", \"rule\" : \"1:408:8\", \"action\" : \"allow\" }");
        assertThat(event.timeMicros()).isEqualTo(Timestamps.parse("2024-02-29T23:59:59.000001"));
        assertThat(event.srcIp()).hasToString("2001:db8::1");
        assertThat(event.alert().sid()).isEqualTo(408);
        assertThat(event.transport()).isEqualTo(Transport.ICMP);
    }

    @ParameterizedTest
    @CsvSource({
        "03/01-09:59:59, 2024-03-01T09:59:59",
        // Up to a day ahead is a clock or a zone that is a little off; more is last year.
        "03/02-09:59:59, 2024-03-02T09:59:59",
        "03/02-10:00:01, 2023-03-02T10:00:01",
        "12/31-23:00:00.5, 2023-12-31T23:00:00.5",
        "21/12/31-23:00:00, 2021-12-31T23:00:00"
    })
    void timesWithoutAYear(String stamp, String time) {
        assertThat(read("{\"msg\":\"x\",\"timestamp\":\"" + stamp + "\"}").timeMicros())
                .isEqualTo(Timestamps.parse(time));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"msg\":\"x\"}",
                "{\"seconds\":1}",
                "{\"seconds\":-1,\"msg\":\"x\"}",
                "{\"seconds\":9223372036854775807,\"msg\":\"x\"}",
                "{\"seconds\":1,\"msg\":\"x\",\"timestamp\":\"02/30-00:00:00\"}",
                "{\"seconds\":1,\"msg\":\"x\",\"src_addr\":\"10.0.0.256\"}",
                "{\"seconds\":1,\"msg\":\"x\",\"src_ap\":\"10.0.0.1\"}",
                "{\"seconds\":1,\"msg\":\"x\",\"src_ap\":\"10.0.0.1:65536\"}",
                "{\"seconds\":1,\"msg\":\"x\",\"rule\":\"1:2\"}",
                "{\"seconds\":1,\"msg\":\"x\",\"tcp_flags\":\"XYZ\"}",
                "{\"seconds\":1,\"msg\":\"x\"",
                "[]",
                ""
            })
    void brokenRecordsGiveNothing(String line) {
        List<NetworkEvent> events = new ArrayList<>();
        assertThat(parse(line, events)).isFalse();
        assertThat(events).isEmpty();
    }

    private static NetworkEvent read(String line) {
        List<NetworkEvent> events = new ArrayList<>();
        assertThat(parse(line, events)).isTrue();
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private static boolean parse(String line, List<NetworkEvent> into) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return new SnortParser("s", NOW).parse(bytes, 0, bytes.length, into::add);
    }
}
