package com.hookprobe.qsecbit.detection.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FloodDetectorsTest {
    private final Lab lab = new Lab();

    private static String address(int number) {
        return (20 + number / 65_536 % 90) + "." + (number * 7 & 255) + "." + (number >> 8 & 255) + "."
                + (number & 255);
    }

    @Test
    void synsOfManySourcesAtOnePort() {
        for (int i = 0; i < 3000; i++) {
            lab.send(Frames.tcp(address(i), 1024 + i, Lab.SERVER, 443, i, 0, 0x02, Lab.NOTHING));
        }
        Detection flood = lab.of(AttackKind.SYN_FLOOD).get(0);
        assertThat(flood.hasSource()).isFalse();
        assertThat(flood.target()).hasToString(Lab.SERVER);
        assertThat(flood.confidence()).isGreaterThanOrEqualTo(0.75);
        lab.pipeline.flush();
        // Whose names were borrowed is not told as a thousand scanners.
        assertThat(lab.events(EventType.FLOW)).isEmpty();
    }

    @Test
    void synsOfOneSourceNameItWithDoubt() {
        for (int i = 0; i < 800; i++) {
            lab.send(Frames.tcp("203.0.113.7", 1024 + i, Lab.SERVER, 443, i, 0, 0x02, Lab.NOTHING));
        }
        Detection flood = lab.of(AttackKind.SYN_FLOOD).get(0);
        assertThat(flood.source()).hasToString("203.0.113.7");
        assertThat(flood.confidence()).isEqualTo(0.7);
        assertThat(flood.internal()).isFalse();
    }

    @Test
    void acknowledgementsThatAreGuessedCompleteNothing() {
        for (int i = 0; i < 1500; i++) {
            lab.send(Frames.tcp(address(i), 1024 + i, Lab.SERVER, 443, i, 0, 0x02, Lab.NOTHING));
            lab.send(Frames.tcp(Lab.SERVER, 443, address(i), 1024 + i, 77_777 * i, i + 1, 0x12, Lab.NOTHING));
            lab.send(Frames.tcp(address(i), 1024 + i, Lab.SERVER, 443, i + 1, 1_000_000_000 + i, 0x10, Lab.NOTHING));
        }
        assertThat(lab.of(AttackKind.SYN_FLOOD)).hasSize(1);
    }

    @Test
    void aBusyWebServerIsNotFlooded() {
        for (int i = 0; i < 3000; i++) {
            lab.open(address(i), 40_000, Lab.SERVER, 443);
        }
        assertThat(lab.found).isEmpty();
    }

    @Test
    void aServerThatIsDownAndAScanAreNoFlood() {
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 50; i++) {
                lab.send(Frames.tcp(address(i), 40_000, Lab.SERVER, 443, i, 0, 0x02, Lab.NOTHING));
            }
        }
        for (int port = 1; port < 5000; port++) {
            lab.send(Frames.tcp("203.0.113.7", 40_000, Lab.SERVER, port, 1, 0, 0x02, Lab.NOTHING));
        }
        assertThat(lab.of(AttackKind.SYN_FLOOD)).isEmpty();
    }

    @Test
    void thresholdsCanBeSet() {
        Lab low = new Lab(PacketConfig.builder()
                .thresholds(Thresholds.of(PacketDetectors.thresholds(), Map.of("syn-flood.rate", 10.0)))
                .build());
        for (int i = 0; i < 50; i++) {
            low.send(Frames.tcp(address(i), 1024, Lab.SERVER, 443, i, 0, 0x02, Lab.NOTHING));
        }
        assertThat(low.of(AttackKind.SYN_FLOOD)).hasSize(1);
    }

    @Test
    void udpOfManySourcesAndFromAmplifiers() {
        for (int i = 0; i < 2000; i++) {
            lab.send(Frames.udp(address(i), 1024 + i, Lab.SERVER, 80, new byte[100]));
        }
        assertThat(lab.of(AttackKind.UDP_FLOOD)).hasSize(1);
        lab.pause(70_000);
        for (int i = 0; i < 1000; i++) {
            lab.send(Frames.udp(address(i), 123, Lab.SERVER, 40_000, new byte[440]));
        }
        assertThat(lab.of(AttackKind.UDP_FLOOD)).hasSize(2);
        assertThat(lab.found.get(1).evidence()).contains("port 123");
    }

    @Test
    void callsAndNameServersAreNoUdpFlood() {
        for (int i = 0; i < 20_000; i++) {
            lab.send(Frames.udp(Lab.CLIENT, 50_000, "198.51.100.9", 3478, new byte[1000]));
            lab.send(Frames.udp("198.51.100.9", 3478, Lab.CLIENT, 50_000, new byte[1000]));
        }
        for (int i = 0; i < 5000; i++) {
            lab.send(Frames.udp(Lab.CLIENT, 1024 + i, Lab.SERVER, 53, Frames.dns(0x100, "a" + i + ".example.net", 1)));
            lab.send(Frames.udp(Lab.SERVER, 53, Lab.CLIENT, 1024 + i, Frames.dns(0x8180, "a" + i + ".example.net", 1)));
        }
        // A camera's stream, one way.
        for (int i = 0; i < 5000; i++) {
            lab.pause(0.5).send(Frames.udp("10.20.0.8", 5004, Lab.SERVER, 5004, new byte[1200]));
        }
        assertThat(lab.of(AttackKind.UDP_FLOOD)).isEmpty();
    }

    @Test
    void pings() {
        for (int i = 0; i < 1500; i++) {
            lab.send(Frames.icmp(address(i), Lab.SERVER, 8, 0, 1, new byte[56]));
        }
        assertThat(lab.of(AttackKind.ICMP_FLOOD)).hasSize(1);
        assertThat(lab.of(AttackKind.ICMP_FLOOD).get(0).severity()).isEqualTo(Severity.HIGH);
    }

    @Test
    void ordinaryPingsTracesAndPathDiscoveryAreQuiet() {
        for (int i = 0; i < 600; i++) {
            lab.pause(200).send(Frames.icmp(Lab.CLIENT, Lab.SERVER, 8, 0, 7 << 16 | i, new byte[56]));
            lab.send(Frames.icmp(Lab.SERVER, Lab.CLIENT, 0, 0, 7 << 16 | i, new byte[56]));
        }
        for (int hop = 1; hop < 30; hop++) {
            lab.send(Frames.udp(Lab.CLIENT, 40_000, "198.51.100.9", 33_434 + hop, new byte[32]));
            lab.send(Frames.icmp("203.0.113." + hop, Lab.CLIENT, 11, 0, 0, new byte[28]));
            lab.send(Frames.icmp("203.0.113." + hop, Lab.CLIENT, 3, 4, 1400, new byte[28]));
        }
        for (int size = 100; size < 1400; size += 20) {
            lab.send(Frames.icmp(Lab.CLIENT, Lab.SERVER, 8, 0, 8 << 16 | size, new byte[size]));
        }
        assertThat(lab.found).isEmpty();
    }

    @Test
    void smurfIsToldOfTheSenderAndItsVictim() {
        for (int i = 0; i < 30; i++) {
            lab.send(Frames.icmp(Lab.SERVER, "10.20.0.255", 8, 0, i, new byte[56]));
        }
        Detection smurf = lab.of(AttackKind.SMURF).get(0);
        assertThat(smurf.sourceMac().bits()).isEqualTo(Frames.CLIENT_MAC);
        assertThat(smurf.target()).hasToString(Lab.SERVER);
    }

    @Test
    void dataInPings() {
        Random random = new Random(3);
        byte[] content = new byte[200];
        for (int i = 0; i < 60; i++) {
            random.nextBytes(content);
            lab.send(Frames.icmp(Lab.CLIENT, "198.51.100.9", 8, 0, 9 << 16 | i, content));
            random.nextBytes(content);
            lab.send(Frames.icmp("198.51.100.9", Lab.CLIENT, 0, 0, 9 << 16 | i, content));
        }
        Detection tunnel = lab.of(AttackKind.ICMP_TUNNEL).get(0);
        assertThat(tunnel.source()).hasToString(Lab.CLIENT);
        assertThat(tunnel.target()).hasToString("198.51.100.9");
        assertThat(tunnel.internal()).isTrue();
    }

    @Test
    void aFillingThatOnlyHasATimeStampIsNoTunnel() {
        for (int i = 0; i < 200; i++) {
            byte[] filling = new byte[56];
            new Random(i).nextBytes(filling);
            for (int j = 16; j < filling.length; j++) {
                filling[j] = (byte) j;
            }
            lab.send(Frames.icmp(Lab.CLIENT, "198.51.100.9", 8, 0, 9 << 16 | i, filling));
            lab.send(Frames.icmp("198.51.100.9", Lab.CLIENT, 0, 0, 9 << 16 | i, filling));
        }
        assertThat(lab.of(AttackKind.ICMP_TUNNEL)).isEmpty();
    }

    @Test
    void aMonitorWhosePingsAreAnsweredSearchesNobody() {
        for (int i = 0; i < 200; i++) {
            String host = "10.20.7." + i % 100;
            lab.pause(0.2).send(Frames.icmp(Lab.CLIENT, host, 8, 0, i << 16, new byte[56]));
            lab.send(Frames.icmp(host, Lab.CLIENT, 0, 0, i << 16, new byte[56]));
        }
        assertThat(lab.of(AttackKind.HOST_SWEEP)).isEmpty();
        for (int i = 0; i < 40; i++) {
            lab.pause(0.2).send(Frames.icmp("10.20.0.66", "10.20.8." + i, 8, 0, 300 + i << 16, new byte[56]));
        }
        assertThat(lab.of(AttackKind.HOST_SWEEP))
                .isNotEmpty()
                .allMatch(d -> d.source().equals(Frames.ip("10.20.0.66")));
    }
}
