package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.metric.IpAddress;

/**
 * Finds UDP floods: packets that the target does not answer. Calls, games and QUIC carry many packets in few flows that
 * are answered; streams to a receiver that never answers are one flow and bounded in rate. So what counts is many new
 * flows without an answer, a very high rate in flows without one, and answers of services that are known to be misused
 * for amplification which nobody has asked for.
 */
final class UdpFloodDetector implements PacketDetector {
    static final Threshold FLOWS = new Threshold(
            "udp-flood.flows", 500, 20, 1_000_000, "per second", "new flows to one host that it does not answer");
    static final Threshold PACKETS = new Threshold(
            "udp-flood.packets", 5_000, 100, 10_000_000, "per second", "packets to one host that it does not answer");
    static final Threshold REFLECTED = new Threshold(
            "udp-flood.reflected", 200, 10, 1_000_000, "per second", "answers that a host has not asked for");

    static final int TARGETS_MAX = 4096;
    private static final long WINDOW_MICROS = 2_000_000;
    private static final int WINDOW_SECONDS = 2;

    private final RateTable flows;
    private final RateTable packets;
    private final RateTable reflected;
    private final FloodReport report;
    private final PacketFinding finding;
    private final int flowsLimit;
    private final int packetsLimit;
    private final int reflectedLimit;

    UdpFloodDetector(PacketConfig config) {
        this.flows = new RateTable(TARGETS_MAX, WINDOW_MICROS, config.seed());
        this.packets = new RateTable(TARGETS_MAX, WINDOW_MICROS, config.seed() + 1);
        this.reflected = new RateTable(TARGETS_MAX, WINDOW_MICROS, config.seed() + 2);
        this.finding = new PacketFinding("udp-flood", config);
        this.report = new FloodReport(finding, AttackKind.UDP_FLOOD);
        this.flowsLimit = WINDOW_SECONDS * config.thresholds().count(FLOWS);
        this.packetsLimit = WINDOW_SECONDS * config.thresholds().count(PACKETS);
        this.reflectedLimit = WINDOW_SECONDS * config.thresholds().count(REFLECTED);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onPacket(Packet p, DetectionSink out) {
        if (p.ipProtocol != Packet.UDP || p.fragmentOffset != 0) {
            return;
        }
        if (!p.fromInitiator || p.answered) {
            if (p.flow >= 0 && !p.fromInitiator && !p.answered) {
                // The first answer takes the flow back: who answers is not flooded by it.
                flows.countSecond(flows.at(p.srcHigh, p.srcLow, p.timeMicros));
            }
            return;
        }
        int slot = packets.at(p.dstHigh, p.dstLow, p.timeMicros);
        if (packets.count(slot, p.srcHigh, p.srcLow) == packetsLimit && !isGroup(p)) {
            report.tell(packets, slot, p, p.destination(), packetsLimit, "UDP packets without an answer", out);
        }
        if (isAmplifier(p.srcPort) && p.dstPort > 1023) {
            slot = reflected.at(p.dstHigh, p.dstLow, p.timeMicros);
            if (reflected.count(slot, p.srcHigh, p.srcLow) == reflectedLimit && !isGroup(p)) {
                String what = "UDP answers from port " + p.srcPort + " that nobody asked for";
                report.tell(reflected, slot, p, p.destination(), reflectedLimit, what, out);
            }
        } else if (p.flowNew) {
            slot = flows.at(p.dstHigh, p.dstLow, p.timeMicros);
            int begun = flows.count(slot, p.srcHigh, p.srcLow);
            if (begun >= flowsLimit && begun % flowsLimit == 0 && 4 * flows.second(slot) < begun && !isGroup(p)) {
                report.tell(flows, slot, p, p.destination(), flowsLimit, "UDP flows without an answer", out);
            }
        }
    }

    private static boolean isGroup(Packet p) {
        IpAddress target = p.destination();
        return LocalNetworks.isGroup(target);
    }

    /** Services whose answers are much longer than the questions: see the alert TA14-017A of US-CERT. */
    private static boolean isAmplifier(int port) {
        return switch (port) {
            case 17, 19, 53, 111, 123, 137, 161, 389, 520, 1900, 3283, 3702, 5353, 10_001, 11_211, 27_015 -> true;
            default -> false;
        };
    }
}
