package com.hookprobe.qsecbit.detection.rule;

import static com.hookprobe.qsecbit.detection.Events.ATTACKER;
import static com.hookprobe.qsecbit.detection.Events.CLIENT;
import static com.hookprobe.qsecbit.detection.Events.LOCAL;
import static com.hookprobe.qsecbit.detection.Events.SERVER;
import static com.hookprobe.qsecbit.detection.Events.flow;
import static com.hookprobe.qsecbit.detection.Events.ip;
import static com.hookprobe.qsecbit.detection.Events.refused;
import static com.hookprobe.qsecbit.detection.Events.run;
import static com.hookprobe.qsecbit.detection.Events.served;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.Events;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PortScanDetectorTest {
    private final PortScanDetector detector = new PortScanDetector(LOCAL, Thresholds.standard());

    @Test
    void aFastScanOfPorts() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            events.add(refused(i * 0.05, ATTACKER, SERVER, 8_000 + i));
        }
        List<Detection> found = run(detector, events);
        assertThat(found).first().satisfies(d -> assertThat(d.kind()).isEqualTo(AttackKind.PROBE));
        assertThat(found).last().satisfies(d -> {
            assertThat(d.kind()).isEqualTo(AttackKind.PORT_SCAN);
            assertThat(d.source()).isEqualTo(ATTACKER);
            assertThat(d.target()).isEqualTo(SERVER);
            assertThat(d.severity()).isEqualTo(Severity.HIGH);
            assertThat(d.internal()).isFalse();
            assertThat(d.firstMicros()).isEqualTo(Events.START);
        });
        // A scan is told when it begins and each time that it has doubled, not for each port.
        assertThat(found).hasSizeLessThan(9);
    }

    @Test
    void theOrderOfTheEventsDoesNotMatter() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            events.add(refused(i, ATTACKER, SERVER, 100 + i));
        }
        // Something of the same source an hour later is read first, as at the end of a recording.
        events.add(refused(3600, ATTACKER, SERVER, 99));
        Collections.shuffle(events, new Random(5));
        assertThat(run(detector, events)).anyMatch(d -> d.kind() == AttackKind.PORT_SCAN && d.evidenceNumber() >= 12);
    }

    @Test
    void aSweepOverHosts() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 1; i <= 30; i++) {
            events.add(refused(i, ATTACKER, ip("10.20.1." + i), 3389));
        }
        assertThat(run(detector, events))
                .anyMatch(d -> d.kind() == AttackKind.HOST_SWEEP && d.target().isUnspecified());
    }

    @Test
    void aSlowScanOverADay() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            events.add(refused(i * 10_000, ATTACKER, SERVER, 30_000 + i));
        }
        assertThat(run(detector, events)).anyMatch(d -> d.kind() == AttackKind.PORT_SCAN);
    }

    @Test
    void halfOpenAndOddScansCount() {
        for (int[] flags : new int[][] {{0x06, 0x12}, {0x01, 0x14}, {0x29, 0x14}}) {
            List<NetworkEvent> events = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                NetworkEvent event =
                        Events.flow(i, ATTACKER, 40_000, SERVER, 1 + i, "", 1, 1, 60, flags[0], flags[1], 0);
                events.add(event);
            }
            assertThat(run(new PortScanDetector(LOCAL, Thresholds.standard()), events))
                    .anyMatch(d -> d.kind() == AttackKind.PORT_SCAN);
        }
    }

    @Test
    void oneKnockAtATrapIsAWeakSignAndOneAtAWebServerNone() {
        assertThat(run(detector, List.of(refused(0, ATTACKER, SERVER, 23))))
                .singleElement()
                .satisfies(d -> {
                    assertThat(d.kind()).isEqualTo(AttackKind.PROBE);
                    assertThat(d.severity()).isEqualTo(Severity.LOW);
                    assertThat(d.confidence()).isLessThanOrEqualTo(0.5);
                });
        assertThat(run(new PortScanDetector(LOCAL, Thresholds.standard()), List.of(refused(0, ATTACKER, SERVER, 443))))
                .isEmpty();
    }

    @Test
    void clientsServersAndAnswersAreNoScans() {
        List<NetworkEvent> events = new ArrayList<>();
        IpAddress visitor = ip("198.51.100.9");
        IpAddress nameServer = ip("198.51.100.53");
        IpAddress web = ip("198.51.100.80");
        IpAddress monitor = ip("198.51.100.33");
        for (int i = 0; i < 300; i++) {
            // A visitor of one server, with a failure now and then.
            events.add(i % 10 == 0 ? refused(i, visitor, SERVER, 443) : served(i, visitor, SERVER, 443));
            // Passive FTP: many ports, all served.
            events.add(served(i, ip("198.51.100.21"), SERVER, 50_000 + i));
            // A monitor that opens a door and says nothing.
            events.add(Events.flow(i * 300.0, monitor, 40_000, SERVER, 80, "", 4, 3, 260, 0x13, 0x12, 90));
            // Answers that came too late, or whose question was not seen.
            events.add(NetworkEvent.builder()
                    .type(EventType.FLOW)
                    .loggedMicros(Events.micros(i))
                    .from(nameServer, 53)
                    .to(CLIENT, 40_000 + i)
                    .transport(Transport.UDP)
                    .flow(new NetworkEvent.Flow(1, 0, 100, 0, Events.micros(i), 0, "new", -1, -1, IpAddress.NONE))
                    .build());
            events.add(Events.flow(i, web, 443, CLIENT, 40_000 + i, "", 3, 0, 300, 0x12, 0x00, 1));
            events.add(Events.flow(i, web, 443, CLIENT, 41_000 + i, "", 3, 2, 300, 0x18, 0x10, 1));
            // A client that browses.
            events.add(served(i, CLIENT, ip("203.0.113." + i % 250), 443));
        }
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void aHostOfOurOwnThatScansIsInternal() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            events.add(refused(i, CLIENT, ip("198.51.100." + i), 445));
        }
        List<Detection> found = run(detector, events);
        assertThat(found)
                .isNotEmpty()
                .allMatch(Detection::internal)
                .allMatch(d -> d.source().equals(CLIENT));
    }

    @Test
    void broadcastsAndMulticastsAreNoTargets() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            events.add(refused(i, ATTACKER, ip("239.255.255.250"), 1900 + i));
            events.add(refused(i, ATTACKER, ip("255.255.255.255"), 1900 + i));
            events.add(refused(i, ip("0.0.0.0"), SERVER, 1900 + i));
        }
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void theStateIsBounded() {
        for (int i = 0; i < PortScanDetector.SOURCES_MAX + 1000; i++) {
            detector.onEvent(refused(i, IpAddress.v4(0x0b000000 + i), SERVER, 5000), d -> {});
        }
        assertThat(detector.sources()).isEqualTo(PortScanDetector.SOURCES_MAX);
    }

    @Test
    void aHostOfOursWorksThroughAListOfWhichAThirdIsSilent() {
        List<NetworkEvent> list = new ArrayList<>();
        List<NetworkEvent> browsing = new ArrayList<>();
        List<NetworkEvent> lineDown = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            IpAddress host = IpAddress.v4(0x0b000000 + i);
            list.add(i % 3 == 0 ? flow(i, CLIENT, host, 25, 0x02, 0) : served(i, CLIENT, host, 25));
            browsing.add(i % 6 == 0 ? flow(i, CLIENT, host, 443, 0x02, 0) : served(i, CLIENT, host, 443));
            lineDown.add(flow(i, CLIENT, host, 443, 0x02, 0));
        }
        assertThat(run(detector, list)).isNotEmpty().allMatch(d -> d.kind() == AttackKind.HOST_SWEEP && d.internal());
        assertThat(run(new PortScanDetector(LOCAL, Thresholds.standard()), browsing))
                .isEmpty();
        assertThat(run(new PortScanDetector(LOCAL, Thresholds.standard()), lineDown))
                .isEmpty();
    }

    @Test
    void peersOfFileSharingAndTracesOfTheWayAreNoScan() {
        List<NetworkEvent> sharing = new ArrayList<>();
        List<NetworkEvent> telnet = new ArrayList<>();
        List<NetworkEvent> trace = new ArrayList<>();
        List<NetworkEvent> ports = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            IpAddress host = IpAddress.v4(0x0b000000 + i);
            int answer = i % 2 == 0 ? 0 : 0x1b;
            sharing.add(flow(i, CLIENT, host, 51_413, answer == 0 ? 0x02 : 0x1b, answer));
            telnet.add(flow(i, CLIENT, host, 23, answer == 0 ? 0x02 : 0x1b, answer));
            trace.add(datagram(i, 33_434 + i));
            ports.add(datagram(i, 30_000 + i));
        }
        assertThat(run(detector, sharing)).isEmpty();
        assertThat(run(detector, telnet)).isNotEmpty();
        assertThat(run(detector, trace)).isEmpty();
        assertThat(run(detector, ports)).isNotEmpty();
    }

    private static NetworkEvent datagram(double second, int port) {
        NetworkEvent.Flow unanswered = new NetworkEvent.Flow(
                1, 0, 60, 0, Events.micros(second), Events.micros(second), "new", -1, -1, IpAddress.NONE);
        return NetworkEvent.builder()
                .type(EventType.FLOW)
                .loggedMicros(Events.micros(second))
                .from(ATTACKER, 40_000)
                .to(SERVER, port)
                .transport(Transport.UDP)
                .flow(unanswered)
                .build();
    }
}
