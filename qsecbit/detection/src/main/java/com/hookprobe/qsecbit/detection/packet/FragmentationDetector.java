package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.metric.Severity;

/**
 * Finds attacks by fragments: datagrams that would be longer than 65,535 bytes (ping of death), fragments that overlap
 * (teardrop; RFC 5722 forbids them, RFC 1858 says what they are for), first fragments too short for a TCP header (RFC
 * 1858), and floods of datagrams that never become whole. A fragment that comes twice is no overlap.
 */
final class FragmentationDetector implements PacketDetector {
    static final Threshold OVERLAPS =
            new Threshold("fragmentation.overlaps", 2, 1, 100_000, "in 5 min", "overlapping fragments to one host");
    static final Threshold TINY =
            new Threshold("fragmentation.tiny", 3, 1, 100_000, "in 5 min", "first fragments without a whole header");
    static final Threshold UNFINISHED = new Threshold(
            "fragmentation.unfinished", 500, 10, 1_000_000, "in 10 s", "datagrams to one host that stay incomplete");

    private static final int TARGETS_MAX = 1024;
    private static final int DATAGRAM_BYTES_MAX = 65_535;
    private static final int IPV4_HEADER_BYTES = 20;
    private static final int TCP_HEADER_BYTES = 20;

    private final FragmentTable datagrams;
    private final RateTable overlaps;
    private final RateTable tiny;
    private final RateTable unfinished;
    private final PacketFinding finding;
    private final int overlapsLimit;
    private final int tinyLimit;
    private final int unfinishedLimit;

    FragmentationDetector(PacketConfig config) {
        this.datagrams = new FragmentTable(config.seed());
        this.overlaps = new RateTable(TARGETS_MAX, 300_000_000, config.seed());
        this.tiny = new RateTable(TARGETS_MAX, 300_000_000, config.seed());
        this.unfinished = new RateTable(TARGETS_MAX, 10_000_000, config.seed());
        this.finding = new PacketFinding("fragmentation", config);
        this.overlapsLimit = config.thresholds().count(OVERLAPS);
        this.tinyLimit = config.thresholds().count(TINY);
        this.unfinishedLimit = config.thresholds().count(UNFINISHED);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onPacket(Packet p, DetectionSink out) {
        if (p.ipVersion == 0 || !p.isFragment()) {
            return;
        }
        int end = p.fragmentOffset + p.ipPayloadLength;
        if (end > DATAGRAM_BYTES_MAX - (p.ipVersion == 4 ? IPV4_HEADER_BYTES : 0)) {
            int slot = overlaps.at(p.dstHigh, p.dstLow, p.timeMicros);
            overlaps.count(slot, p.srcHigh, p.srcLow);
            tell(
                    overlaps,
                    slot,
                    p,
                    Severity.HIGH,
                    0.9,
                    "a fragment that ends at " + end + ", beyond what IP allows",
                    out);
            return;
        }
        if (p.fragmentOffset == 0 && p.ipProtocol == Packet.TCP && p.ipPayloadLength < TCP_HEADER_BYTES) {
            int slot = tiny.at(p.dstHigh, p.dstLow, p.timeMicros);
            int count = tiny.count(slot, p.srcHigh, p.srcLow);
            if (count >= tinyLimit) {
                tell(tiny, slot, p, Severity.MEDIUM, 0.8, count + " first fragments too short for a TCP header", out);
            }
        }
        switch (datagrams.add(p)) {
            case FragmentTable.OVERLAPS -> {
                int slot = overlaps.at(p.dstHigh, p.dstLow, p.timeMicros);
                int count = overlaps.count(slot, p.srcHigh, p.srcLow);
                if (count >= overlapsLimit) {
                    tell(overlaps, slot, p, Severity.HIGH, 0.8, count + " fragments that overlap others", out);
                }
            }
            case FragmentTable.FRESH -> begun(p, out);
            default -> {
                if (datagrams.completed()) {
                    unfinished.countSecond(unfinished.at(p.dstHigh, p.dstLow, p.timeMicros));
                }
            }
        }
    }

    private void begun(Packet p, DetectionSink out) {
        int slot = unfinished.at(p.dstHigh, p.dstLow, p.timeMicros);
        int count = unfinished.count(slot, p.srcHigh, p.srcLow);
        if (count - unfinished.second(slot) >= unfinishedLimit && 4 * unfinished.second(slot) < count) {
            tell(
                    unfinished,
                    slot,
                    p,
                    Severity.HIGH,
                    0.8,
                    count + " datagrams begun and not completed within 10 s",
                    out);
        }
    }

    private void tell(
            RateTable table,
            int slot,
            Packet p,
            Severity severity,
            double confidence,
            String evidence,
            DetectionSink out) {
        if (!table.tells(slot, p.timeMicros, PacketFinding.PAUSE_MICROS)) {
            return;
        }
        out.accept(finding.of(
                AttackKind.FRAGMENTATION,
                p.source(),
                p.destination(),
                severity,
                confidence,
                p.timeMicros,
                p.timeMicros,
                evidence,
                table.count(slot)));
    }
}
