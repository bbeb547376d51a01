package com.hookprobe.qsecbit.detection.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.DetectionEngine;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.capture.LinkType;
import com.hookprobe.qsecbit.detection.rule.Detectors;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketPipelineTest {
    private static final int[] LINK_TYPES = {
        LinkType.ETHERNET,
        LinkType.RAW,
        LinkType.LINUX_SLL,
        LinkType.LINUX_SLL2,
        LinkType.NULL,
        LinkType.LOOP,
        LinkType.IEEE802_11,
        LinkType.RADIOTAP,
        9999
    };

    private static List<byte[]> samples() {
        byte[] http = Frames.bytes("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 40\r\n\r\nbody");
        byte[] hello =
                Frames.bytes("\u0016\u0003\u0001\u0000\u0050\u0001\u0000\u0000\u004c\u0003\u0003" + "x".repeat(70));
        byte[] icmp = Frames.icmpMessage(134, 0, 0, new byte[48]);
        List<byte[]> samples = new ArrayList<>(List.of(
                Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 80, 1000, 0, 0x02, Lab.NOTHING),
                Frames.tcp(Lab.SERVER, 80, Lab.CLIENT, 40_000, 5000, 1001, 0x12, Lab.NOTHING),
                Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 80, 1001, 5001, 0x18, http),
                Frames.tcp(
                        Lab.SERVER, 80, Lab.CLIENT, 40_000, 5001, 1050, 0x18, Frames.bytes("HTTP/1.1 200 OK\r\n\r\n")),
                Frames.tcp(Lab.CLIENT, 40_001, Lab.SERVER, 443, 1001, 5001, 0x18, hello),
                Frames.tcp(Lab.SERVER, 443, Lab.CLIENT, 40_001, 5001, 1001, 0x18, hello),
                Frames.tcp(Lab.CLIENT, 40_002, Lab.SERVER, 22, 1001, 5001, 0x18, Frames.bytes("SSH-2.0-x\r\n")),
                Frames.tcp(Lab.SERVER, 445, Lab.CLIENT, 40_003, 5001, 1001, 0x18, new byte[40]),
                Frames.udp(Lab.CLIENT, 50_000, Lab.SERVER, 53, Frames.dns(0x100, "www.example.net", 16)),
                Frames.udp(Lab.CLIENT, 68, Lab.SERVER, 67, Frames.dhcp(1, "02:00:00:00:00:77", "10.0.0.1", "", "")),
                Frames.arp(2, "02:00:00:00:00:77", Lab.CLIENT, "00:00:00:00:00:00", Lab.SERVER),
                Frames.icmp(Lab.CLIENT, Lab.SERVER, 5, 0, 1, new byte[40]),
                Frames.ethernet(1, 2, 0x86dd, Frames.ip6("fe80::1", "ff02::1", 58, 255, icmp)),
                Frames.ethernet(1, 2, 0x0800, Frames.ip4("1.2.3.4", Lab.SERVER, 6, 64, 9, 0x2000, new byte[16])),
                Frames.ethernet(1, 2, 0x0800, Frames.ip4("1.2.3.4", Lab.SERVER, 6, 64, 9, 1, new byte[600])),
                Frames.beacon("02:11:11:11:11:01", "office", 1, 2),
                Frames.join(
                        new byte[] {0, 0, 12, 0, 8, 0, 0, 0, (byte) 0x85, 9, 0, 0},
                        Frames.beacon("02:11:11:11:11:01", "o", 1, 8))));
        samples.add(Frames.tagged(samples.get(2), 0x8100, 5));
        return samples;
    }

    @Test
    void nothingThatComesOverAWireThrows() {
        List<byte[]> samples = samples();
        for (long seed = 1; seed <= 4; seed++) {
            Random random = new Random(seed);
            Lab lab = new Lab(
                    PacketConfig.builder().flowsMax(256).conversationsMax(8).build());
            for (int i = 0; i < 60_000; i++) {
                byte[] frame = samples.get(random.nextInt(samples.size())).clone();
                int changes = random.nextInt(6);
                for (int j = 0; j < changes; j++) {
                    frame[random.nextInt(frame.length)] =
                            (byte) (random.nextBoolean() ? random.nextInt(256) : -random.nextInt(2));
                }
                int length = random.nextInt(4) == 0 ? random.nextInt(frame.length + 1) : frame.length;
                int linkType = LINK_TYPES[random.nextInt(3) == 0 ? random.nextInt(LINK_TYPES.length) : 0];
                // The array ends with the frame: a read beyond it would throw.
                byte[] exact = java.util.Arrays.copyOf(frame, length);
                int wire = random.nextInt(8) == 0 ? random.nextInt() : frame.length;
                lab.micros += random.nextInt(1000) == 0 ? random.nextLong() >> random.nextInt(64) : 100;
                try {
                    lab.pipeline.onPacket(exact, 0, length, wire, linkType, lab.micros);
                } catch (RuntimeException e) {
                    throw new AssertionError("seed " + seed + ", packet " + i, e);
                }
            }
            lab.pipeline.flush();
            assertThat(lab.pipeline.counters().packets()).isEqualTo(60_000);
            assertThat(lab.pipeline.counters().damaged()).isPositive();
            assertThat(lab.pipeline.counters().truncated()).isPositive();
            assertThat(lab.pipeline.counters().flowsLive()).isZero();
        }
    }

    @Test
    void theDetectorsOfEventsWorkOnPackets() {
        List<Detection> found = new ArrayList<>();
        DetectionEngine engine =
                DetectionEngine.learning(LocalNetworks.privateRanges(), Detectors::standard, found::add);
        PacketPipeline pipeline =
                PacketPipeline.standard(PacketConfig.builder().build(), engine::onEvent, engine::onDetection);
        long micros = 1_700_000_000_000_000L;
        String attacker = "203.0.113.7";
        byte[] request = Frames.bytes(
                "GET /item?id=1%27%20UNION%20SELECT%20password%20FROM%20users-- HTTP/1.1\r\nHost: h\r\n\r\n");
        List<byte[]> frames = new ArrayList<>(List.of(
                Frames.tcp(attacker, 40_000, Lab.SERVER, 80, 1000, 0, 0x02, Lab.NOTHING),
                Frames.tcp(Lab.SERVER, 80, attacker, 40_000, 5000, 1001, 0x12, Lab.NOTHING),
                Frames.tcp(attacker, 40_000, Lab.SERVER, 80, 1001, 5001, 0x18, request)));
        for (int port = 1; port <= 40; port++) {
            frames.add(Frames.tcp(attacker, 41_000, Lab.SERVER, port, 1000, 0, 0x02, Lab.NOTHING));
            frames.add(Frames.tcp(Lab.SERVER, port, attacker, 41_000, 0, 1001, 0x14, Lab.NOTHING));
        }
        for (byte[] frame : frames) {
            pipeline.onPacket(frame, 0, frame.length, frame.length, LinkType.ETHERNET, micros += 1000);
        }
        pipeline.flush();
        assertThat(found)
                .allMatch(d -> d.source().toString().equals(attacker) && !d.internal())
                .extracting(Detection::kind)
                .contains(AttackKind.SQL_INJECTION, AttackKind.PORT_SCAN);
    }

    @Test
    void detectionsOfPacketsAreFoldedByTheEngine() {
        List<Detection> found = new ArrayList<>();
        DetectionEngine engine = DetectionEngine.with(List.of(), found::add);
        Lab lab = new Lab();
        for (int i = 0; i < 4; i++) {
            lab.send(Frames.udp("127.0.0.1", 5, Lab.SERVER, 9, new byte[1]));
        }
        lab.found.forEach(engine::onDetection);
        lab.found.forEach(engine::onDetection);
        assertThat(found).hasSize(1);
        assertThat(engine.counters().folded()).isEqualTo(1);
    }

    @Test
    void aPacketThatBeginsNothingCostsNoMemory() {
        Lab lab = new Lab();
        lab.open(Lab.CLIENT, 40_000, Lab.SERVER, 443);
        byte[][] frames = {
            Frames.tcp(Lab.CLIENT, 40_000, Lab.SERVER, 443, 1001, 5001, 0x10, new byte[1000]),
            Frames.tcp(Lab.SERVER, 443, Lab.CLIENT, 40_000, 5001, 1001, 0x10, new byte[1000]),
            Frames.udp(Lab.CLIENT, 40_000, Lab.SERVER, 3478, new byte[500]),
            Frames.udp(Lab.SERVER, 3478, Lab.CLIENT, 40_000, new byte[500])
        };
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int round = 0; round < 3; round++) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int i = 0; i < 50_000; i++) {
                for (byte[] frame : frames) {
                    lab.pipeline.onPacket(frame, 0, frame.length, frame.length, LinkType.ETHERNET, lab.micros += 20);
                }
            }
            long allocated =
                    threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            // The first round makes room for what is read of the two flows.
            assertThat(allocated).as("round " + round).isLessThan(round == 0 ? 100_000 : 2_000);
        }
    }

    @Test
    void manyEventsInASecondAreCountedAndNotTold() {
        Lab lab = new Lab();
        for (int i = 0; i < EventMaker.PER_SECOND_MAX + 500; i++) {
            byte[] frame = Frames.udp(Lab.CLIENT, 50_000, Lab.SERVER, 53, Frames.dns(0x100, "a.example.net", 1));
            lab.pipeline.onPacket(frame, 0, frame.length, frame.length, LinkType.ETHERNET, lab.micros);
        }
        assertThat(lab.events).hasSize(EventMaker.PER_SECOND_MAX);
        assertThat(lab.pipeline.counters().untold()).isEqualTo(500);
    }
}
