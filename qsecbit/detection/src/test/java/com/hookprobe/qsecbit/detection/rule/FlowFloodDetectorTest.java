package com.hookprobe.qsecbit.detection.rule;

import static com.hookprobe.qsecbit.detection.Events.ATTACKER;
import static com.hookprobe.qsecbit.detection.Events.LOCAL;
import static com.hookprobe.qsecbit.detection.Events.SERVER;
import static com.hookprobe.qsecbit.detection.Events.flow;
import static com.hookprobe.qsecbit.detection.Events.micros;
import static com.hookprobe.qsecbit.detection.Events.refused;
import static com.hookprobe.qsecbit.detection.Events.run;
import static com.hookprobe.qsecbit.detection.Events.served;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowFloodDetectorTest {
    private final FlowFloodDetector detector = new FlowFloodDetector(LOCAL, Thresholds.standard());

    @Test
    void forgedSourcesAreNotNamed() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            events.add(flow(i / 300.0, IpAddress.v4(0x0b000000 + 7919 * i), 1024, SERVER, 80, "", 1, 0, 60, 2, 0, 0));
        }
        assertThat(run(detector, events)).singleElement().satisfies(d -> {
            assertThat(d.kind()).isEqualTo(AttackKind.SYN_FLOOD);
            assertThat(d.hasSource()).isFalse();
            assertThat(d.target()).isEqualTo(SERVER);
        });
    }

    @Test
    void theOnlySourceIs() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            events.add(refused(i / 300.0, ATTACKER, SERVER, 80));
        }
        assertThat(run(detector, events))
                .singleElement()
                .satisfies(d -> assertThat(d.source()).isEqualTo(ATTACKER));
        assertThat(detector.explain(events.get(0))).contains("1000 to one target");
    }

    @Test
    void aBusyServerAScanAndASlowTrickleAreNot() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            events.add(served(i / 500.0, IpAddress.v4(0x0b000000 + i), SERVER, 443));
            events.add(refused(i / 500.0, ATTACKER, SERVER, 1 + i));
            events.add(refused(i, ATTACKER, SERVER, 80));
        }
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void floodsOfDatagramsAndPings() {
        assertThat(run(detector, many(Transport.UDP, 2500)))
                .singleElement()
                .satisfies(d -> assertThat(d.kind()).isEqualTo(AttackKind.UDP_FLOOD));
        assertThat(run(detector, many(Transport.ICMP, 1200)))
                .singleElement()
                .satisfies(d -> assertThat(d.kind()).isEqualTo(AttackKind.ICMP_FLOOD));
    }

    @Test
    void oneFlowOfMoreThanAProgramSends() {
        assertThat(run(detector, List.of(oneFlow(Transport.UDP, 600_000, 0))))
                .singleElement()
                .satisfies(d -> assertThat(d.kind()).isEqualTo(AttackKind.UDP_FLOOD));
        assertThat(run(detector, List.of(oneFlow(Transport.ICMP, 60_000, 60_000))))
                .hasSize(1);
        // A call, a download over QUIC, a ping once a second.
        assertThat(run(detector, List.of(oneFlow(Transport.UDP, 3000, 3000)))).isEmpty();
        assertThat(run(detector, List.of(oneFlow(Transport.UDP, 60_000, 600_000))))
                .isEmpty();
        assertThat(run(detector, List.of(oneFlow(Transport.ICMP, 60, 60)))).isEmpty();
    }

    private static List<NetworkEvent> many(Transport transport, int flows) {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < flows; i++) {
            events.add(datagrams(transport, i * 5.0 / flows, IpAddress.v4(0x0b000000 + i), 1, 0, 0));
        }
        return events;
    }

    private static NetworkEvent oneFlow(Transport transport, long to, long from) {
        return datagrams(transport, 100, ATTACKER, to, from, 30);
    }

    private static NetworkEvent datagrams(
            Transport transport, double second, IpAddress source, long to, long from, int seconds) {
        return NetworkEvent.builder()
                .type(EventType.FLOW)
                .loggedMicros(micros(second + 60))
                .from(source, 40_000)
                .to(SERVER, 9000)
                .transport(transport)
                .flow(new NetworkEvent.Flow(
                        to,
                        from,
                        60 * to,
                        60 * from,
                        micros(second),
                        micros(second + seconds),
                        "new",
                        -1,
                        -1,
                        IpAddress.NONE))
                .build();
    }
}
