package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.metric.Severity;

/**
 * Finds scans by segments that no connection has: without any flag, with FIN but no ACK, with FIN and SYN. Records of
 * flows show scans by SYN; of these a few packets are enough, because nothing else sends them.
 */
final class StealthScanDetector implements PacketDetector {
    static final Threshold SEGMENTS = new Threshold(
            "stealth-scan.segments", 2, 1, 10_000, "in 5 min", "segments of one source with impossible flags");

    private static final int SOURCES_MAX = 4096;
    private static final int FLAGS = Packet.TCP_SYN | Packet.TCP_FIN | Packet.TCP_RST | Packet.TCP_ACK;

    private final RateTable sources;
    private final PacketFinding finding;
    private final int limit;

    StealthScanDetector(PacketConfig config) {
        this.sources = new RateTable(SOURCES_MAX, 300_000_000, config.seed());
        this.finding = new PacketFinding("stealth-scan", config);
        this.limit = config.thresholds().count(SEGMENTS);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onPacket(Packet p, DetectionSink out) {
        if (p.tcpFlags < 0) {
            return;
        }
        int flags = p.tcpFlags & FLAGS;
        boolean odd = flags == 0
                || flags == Packet.TCP_FIN
                || (flags & (Packet.TCP_SYN | Packet.TCP_FIN)) == (Packet.TCP_SYN | Packet.TCP_FIN);
        if (!odd) {
            return;
        }
        int slot = sources.at(p.srcHigh, p.srcLow, p.timeMicros);
        int count = sources.count(slot, p.dstHigh, p.dstLow);
        if (count >= limit && sources.tells(slot, p.timeMicros, PacketFinding.PAUSE_MICROS)) {
            String evidence = count + " segments with impossible flags, the last 0x" + Integer.toHexString(p.tcpFlags)
                    + " to port " + p.dstPort;
            out.accept(finding.of(
                    AttackKind.PORT_SCAN,
                    p.source(),
                    p.destination(),
                    Severity.MEDIUM,
                    0.8,
                    p.timeMicros,
                    p.timeMicros,
                    evidence,
                    count));
        }
    }
}
