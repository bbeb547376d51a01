package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Threshold;

/**
 * Finds floods of pings and of ICMP messages that ask for an answer. Errors do not count: a busy host gets them for what
 * it sends itself.
 */
final class IcmpFloodDetector implements PacketDetector {
    static final Threshold RATE =
            new Threshold("icmp-flood.rate", 250, 10, 1_000_000, "per second", "pings to, or answers for, one host");

    static final int TARGETS_MAX = 4096;
    private static final long WINDOW_MICROS = 2_000_000;
    private static final int WINDOW_SECONDS = 2;

    private final RateTable targets;
    private final FloodReport report;
    private final PacketFinding finding;
    private final int limit;

    IcmpFloodDetector(PacketConfig config) {
        this.targets = new RateTable(TARGETS_MAX, WINDOW_MICROS, config.seed());
        this.finding = new PacketFinding("icmp-flood", config);
        this.report = new FloodReport(finding, AttackKind.ICMP_FLOOD);
        this.limit = WINDOW_SECONDS * config.thresholds().count(RATE);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onPacket(Packet p, DetectionSink out) {
        if (p.icmpType < 0 || !asks(p) || !p.fromInitiator) {
            return;
        }
        int slot = targets.at(p.dstHigh, p.dstLow, p.timeMicros);
        if (targets.count(slot, p.srcHigh, p.srcLow) == limit) {
            report.tell(targets, slot, p, p.destination(), limit, "ICMP messages of type " + p.icmpType, out);
        }
    }

    /** Echo, timestamp, information and mask, and echo replies; of those only what begins a flow is counted. */
    private static boolean asks(Packet p) {
        return p.ipVersion == 4
                ? p.icmpType == 8 || p.icmpType == 0 || p.icmpType == 13 || p.icmpType == 15 || p.icmpType == 17
                : p.icmpType == 128 || p.icmpType == 129;
    }
}
