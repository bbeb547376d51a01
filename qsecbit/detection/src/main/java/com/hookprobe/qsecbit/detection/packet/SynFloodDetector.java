package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Threshold;

/**
 * Finds SYN floods: many connections that are begun at one port of one host and not completed.
 *
 * <p>A busy server's connections are completed, whatever their number; a scan goes to many ports. Counting by the target
 * makes the number of forged sources irrelevant. A SYN that is sent again belongs to a flow that is there and is not
 * counted again, so a server that is down and its patient clients are no flood either.
 */
final class SynFloodDetector implements PacketDetector {
    static final Threshold RATE = new Threshold(
            "syn-flood.rate", 100, 10, 1_000_000, "per second", "connections begun and not completed at one port");

    static final int TARGETS_MAX = 4096;
    private static final int FLOODED_MAX = 256;
    private static final long FLOODED_MICROS = 30_000_000;
    private static final long WINDOW_MICROS = 5_000_000;
    private static final long WINDOW_SECONDS = 5;
    private static final int OPEN_SHARE = 4;

    private final RateTable targets;
    /** The hosts that are flooded now; only the time of the last word about each matters. */
    private final RateTable hosts;

    private final FloodReport report;
    private final PacketFinding finding;
    private final int limit;

    SynFloodDetector(PacketConfig config) {
        this.targets = new RateTable(TARGETS_MAX, WINDOW_MICROS, config.seed());
        this.hosts = new RateTable(FLOODED_MAX, FLOODED_MICROS, config.seed());
        this.finding = new PacketFinding("syn-flood", config);
        this.report = new FloodReport(finding, AttackKind.SYN_FLOOD);
        this.limit = (int) Math.min(Integer.MAX_VALUE / 8, config.thresholds().count(RATE) * WINDOW_SECONDS);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onPacket(Packet p, DetectionSink out) {
        if (p.completes) {
            targets.countSecond(targets.at(p.dstHigh, key(p), p.timeMicros));
        } else if (p.flowNew && p.isOpening()) {
            int slot = targets.at(p.dstHigh, key(p), p.timeMicros);
            int begun = targets.count(slot, p.srcHigh, p.srcLow);
            if (begun >= limit && OPEN_SHARE * targets.second(slot) < begun && (begun == limit || begun % limit == 0)) {
                hosts.tells(hosts.at(p.dstHigh, p.dstLow, p.timeMicros), p.timeMicros, 0);
                report.tell(
                        targets, slot, p, p.destination(), limit, "half-open connections at port " + p.dstPort, out);
            }
        }
    }

    /** True when a host was flooded within the last half minute: its unanswered flows are no news. */
    boolean isFlooded(long high, long low, long micros) {
        int slot = hosts.find(high, low, micros);
        return slot >= 0 && micros - hosts.toldMicros(slot) < FLOODED_MICROS;
    }

    private static long key(Packet p) {
        return p.dstLow ^ (long) p.dstPort << 48;
    }
}
