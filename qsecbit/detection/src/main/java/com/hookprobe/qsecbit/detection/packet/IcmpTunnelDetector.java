package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;

/**
 * Finds data in pings. A program that pings sends the same filling each time, apart from a time stamp in its first
 * sixteen bytes, and gets it back unchanged (RFC 1122 section 3.2.2.6). A tunnel's contents differ from ping to ping,
 * and its answers differ from what was asked.
 */
final class IcmpTunnelDetector implements PacketDetector {
    static final Threshold PAYLOADS = new Threshold(
            "icmp-tunnel.payloads", 16, 4, 10_000, "in 60 s", "pings between two hosts whose contents change");

    private static final int PAIRS_MAX = 4096;
    private static final long WINDOW_MICROS = 60_000_000;
    private static final int STAMP_BYTES = 16;
    private static final int SAMPLE_BYTES = 128;
    private static final int CONTENT_BYTES_MIN = 24;

    private final RateTable pairs;
    private final long[] lastPrint = new long[PAIRS_MAX];
    private final PacketFinding finding;
    private final int limit;

    IcmpTunnelDetector(PacketConfig config) {
        this.pairs = new RateTable(PAIRS_MAX, WINDOW_MICROS, config.seed());
        this.finding = new PacketFinding("icmp-tunnel", config);
        this.limit = config.thresholds().count(PAYLOADS);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onPacket(Packet p, DetectionSink out) {
        boolean asks = p.ipVersion == 4 ? p.icmpType == 8 : p.icmpType == 128;
        boolean answers = p.ipVersion == 4 ? p.icmpType == 0 : p.icmpType == 129;
        if (p.icmpType < 0 || !(asks || answers) || p.payloadLength < CONTENT_BYTES_MIN || p.isFragment()) {
            return;
        }
        int slot = p.fromInitiator
                ? pairs.at(p.srcLow ^ p.srcHigh, p.dstLow ^ p.dstHigh, p.timeMicros)
                : pairs.at(p.dstLow ^ p.dstHigh, p.srcLow ^ p.srcHigh, p.timeMicros);
        long print = print(p);
        boolean first = pairs.count(slot) == 0;
        long before = lastPrint[slot];
        lastPrint[slot] = print;
        pairs.count(slot, p.srcHigh, p.srcLow);
        if (first || before == print) {
            return;
        }
        int changes = pairs.countSecond(slot);
        if (changes < limit || 2 * changes < pairs.count(slot)) {
            return;
        }
        if (!pairs.tells(slot, p.timeMicros, PacketFinding.PAUSE_MICROS)) {
            return;
        }
        IpAddress from = p.fromInitiator ? p.source() : p.destination();
        IpAddress to = p.fromInitiator ? p.destination() : p.source();
        String evidence = changes + " of " + pairs.count(slot) + " pings within 60 s carry something new, the last "
                + p.payloadWireLength + " bytes";
        out.accept(finding.of(
                AttackKind.ICMP_TUNNEL,
                from,
                to,
                Severity.HIGH,
                0.7 + Math.min(0.2, changes / 500.0),
                p.timeMicros / WINDOW_MICROS * WINDOW_MICROS,
                p.timeMicros,
                evidence,
                changes));
    }

    /** Of the contents behind a time stamp, not of their length: programs that look for the path's size change that. */
    private static long print(Packet p) {
        int at = p.payloadAt + Math.min(STAMP_BYTES, p.payloadLength - 8);
        int end = Math.min(p.payloadAt + p.payloadLength, at + SAMPLE_BYTES);
        long print = 1;
        for (; at + 8 <= end; at += 8) {
            print = Hashes.mix(print + Bytes.i64(p.data, at));
        }
        return print;
    }
}
