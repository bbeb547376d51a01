package com.hookprobe.qsecbit.detection.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import org.junit.jupiter.api.Test;

class FlowTableTest {
    private final Lab lab = new Lab();

    private NetworkEvent.Flow onlyFlow() {
        assertThat(lab.events(EventType.FLOW)).hasSize(1);
        return lab.events(EventType.FLOW).get(0).flow();
    }

    @Test
    void aConnectionFromItsBeginningToItsEnd() {
        long start = lab.micros;
        lab.open(Lab.CLIENT, 40_000, Lab.SERVER, 9999);
        lab.send(Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 9999, 1001, 5001, 0x18, new byte[100]));
        lab.send(Frames.tcp(Lab.SERVER, 9999, Lab.CLIENT, 40_000, 5001, 1101, 0x11, Lab.NOTHING));
        long last = lab.micros;
        lab.send(Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 9999, 1101, 5002, 0x11, Lab.NOTHING));
        assertThat(lab.events(EventType.FLOW)).isEmpty();
        lab.pipeline.onTime(lab.micros + 10_000_000);
        NetworkEvent.Flow flow = onlyFlow();
        assertThat(flow)
                .isEqualTo(new NetworkEvent.Flow(
                        4,
                        2,
                        3 * 54 + 154,
                        2 * 54,
                        start,
                        last,
                        "closed",
                        0x1b,
                        0x13,
                        com.hookprobe.qsecbit.metric.IpAddress.NONE));
        NetworkEvent event = lab.events(EventType.FLOW).get(0);
        assertThat(event.srcIp()).hasToString(Lab.CLIENT);
        assertThat(event.dstPort()).isEqualTo(9999);
        assertThat(event.timeMicros()).isEqualTo(start);
        assertThat(lab.pipeline.counters().flowsLive()).isZero();
    }

    @Test
    void theOneWhoIsCalledIsKnownByItsAnswer() {
        lab.send(Frames.tcp(Lab.SERVER, 9999, Lab.CLIENT, 40_000, 5000, 1001, 0x12, Lab.NOTHING));
        lab.send(Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 9999, 1001, 5001, 0x10, Lab.NOTHING));
        lab.pipeline.flush();
        assertThat(lab.events(EventType.FLOW).get(0).srcIp()).hasToString(Lab.CLIENT);
        assertThat(onlyFlow().packetsToClient()).isEqualTo(1);
    }

    @Test
    void aNewSynOnAFlowThatIsOverBeginsAnother() {
        lab.open(Lab.CLIENT, 40_000, Lab.SERVER, 9999);
        lab.send(Frames.tcp(Lab.SERVER, 9999, Lab.CLIENT, 40_000, 5001, 1001, 0x14, Lab.NOTHING));
        lab.send(Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 9999, 9000, 0, 0x02, Lab.NOTHING));
        assertThat(onlyFlow().state()).isEqualTo("reset");
        lab.pipeline.flush();
        assertThat(lab.events(EventType.FLOW)).hasSize(2);
    }

    @Test
    void silenceEndsAFlow() {
        lab.send(Frames.udp(Lab.CLIENT, 40_000, Lab.SERVER, 9999, new byte[4]));
        lab.pipeline.onTime(lab.micros + 20_000_000);
        assertThat(lab.events(EventType.FLOW)).isEmpty();
        lab.pipeline.onTime(lab.micros + 40_000_000);
        assertThat(onlyFlow().packetsToServer()).isEqualTo(1);
    }

    @Test
    void aFloodPushesOutItsOwnFlowsFirst() {
        Lab small = new Lab(PacketConfig.builder().flowsMax(1024).build());
        for (int i = 0; i < 200; i++) {
            small.open(Lab.CLIENT, 30_000 + i, Lab.SERVER, 9999);
        }
        for (int i = 0; i < 50_000; i++) {
            String source = "100." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255);
            small.send(Frames.tcp(source, 1024, Lab.SERVER, 443, i, 0, 0x02, Lab.NOTHING));
        }
        PacketCounters counters = small.pipeline.counters();
        assertThat(counters.flowsLive()).isLessThanOrEqualTo(1024);
        assertThat(counters.flowsPushedOut()).isGreaterThan(40_000);
        long ended = counters.flowsEnded();
        for (int i = 0; i < 200; i++) {
            small.send(Frames.tcp(Lab.CLIENT, 30_000 + i, Lab.SERVER, 9999, 1001, 5001, 0x10, Lab.NOTHING));
        }
        // Connections in full buckets may go; most buckets hold two of them at most.
        assertThat(small.pipeline.counters().flowsEnded() - ended).isLessThanOrEqualTo(4);
    }

    @Test
    void timesThatGoBackOrFarAheadDoNoHarm() {
        lab.micros = Long.MAX_VALUE - 100_000_000L;
        lab.open(Lab.CLIENT, 40_000, Lab.SERVER, 9999);
        lab.micros = -5;
        lab.open(Lab.CLIENT, 40_001, Lab.SERVER, 9999);
        lab.micros = 0;
        lab.open(Lab.CLIENT, 40_002, Lab.SERVER, 9999);
        lab.pipeline.flush();
        assertThat(lab.events(EventType.FLOW)).hasSize(3);
    }

    @Test
    void twoProgramsThatPingAreTwoFlows() {
        for (int id = 1; id <= 2; id++) {
            for (int number = 1; number <= 2; number++) {
                lab.send(Frames.icmp(Lab.CLIENT, Lab.SERVER, 8, 0, id << 16 | number, new byte[8]));
                lab.send(Frames.icmp(Lab.SERVER, Lab.CLIENT, 0, 0, id << 16 | number, new byte[8]));
            }
        }
        lab.pipeline.flush();
        assertThat(lab.events(EventType.FLOW))
                .hasSize(2)
                .allMatch(e -> e.flow().packetsToClient() == 2 && e.srcPort() == 0);
        // Of each flow the first message and its first answer.
        assertThat(lab.events(EventType.ICMP)).extracting(e -> e.icmp().type()).containsExactly(8, 0, 8, 0);
    }
}
