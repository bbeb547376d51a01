package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;

/**
 * Finds segments of a third host in a connection. Two segments with one sequence number and different beginnings cannot
 * both be of the same sender; a time to live that jumps at such a segment makes it sure. After an injection that the
 * true sender does not know of, both sides acknowledge what the other has not sent, again and again (Joncheray 1995).
 */
final class SessionHijackDetector implements PacketDetector {
    static final Threshold SIGNS = new Threshold(
            "session-hijack.signs", 3, 1, 1000, "in 5 min", "points: 2 for a conflict, 1 more for its TTL");
    static final Threshold DESYNC = new Threshold(
            "session-hijack.desync",
            20,
            4,
            10_000,
            "in 5 min",
            "acknowledgements from before the end of their own side");

    private static final int PAIRS_MAX = 4096;
    private static final long WINDOW_MICROS = 300_000_000;

    private final RateTable conflicts;
    private final RateTable desyncs;
    private final PacketFinding finding;
    private final int signsLimit;
    private final int desyncLimit;

    SessionHijackDetector(PacketConfig config) {
        this.conflicts = new RateTable(PAIRS_MAX, WINDOW_MICROS, config.seed());
        this.desyncs = new RateTable(PAIRS_MAX, WINDOW_MICROS, config.seed());
        this.finding = new PacketFinding("session-hijack", config);
        this.signsLimit = config.thresholds().count(SIGNS);
        this.desyncLimit = config.thresholds().count(DESYNC);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onPacket(Packet p, DetectionSink out) {
        if (p.oddities == 0) {
            return;
        }
        if ((p.oddities & TcpTracker.CONFLICT) != 0) {
            boolean odd = (p.oddities & TcpTracker.TTL_ODD) != 0;
            int slot = conflicts.at(p.srcHigh ^ p.dstHigh, p.srcLow ^ p.dstLow * 31 ^ p.srcPort, p.timeMicros);
            conflicts.countSecond(slot);
            conflicts.count(slot, p.srcHigh, p.srcLow);
            int points = conflicts.count(slot, p.srcHigh, p.srcLow);
            points = odd ? conflicts.count(slot, p.srcHigh, p.srcLow) : points;
            if (points >= signsLimit) {
                String evidence = conflicts.second(slot) + " segments to port " + p.dstPort
                        + " contradict others with the same sequence number" + (odd ? ", with another TTL" : "");
                tell(
                        conflicts,
                        slot,
                        p,
                        odd ? Severity.CRITICAL : Severity.HIGH,
                        odd ? 0.85 : 0.7,
                        evidence,
                        points,
                        out);
            }
        }
        if ((p.oddities & TcpTracker.DESYNC) != 0) {
            int slot = desyncs.at(p.srcHigh ^ p.dstHigh, p.srcLow ^ p.dstLow * 31 ^ p.srcPort, p.timeMicros);
            int count = desyncs.count(slot, p.srcHigh, p.srcLow);
            if (count >= desyncLimit) {
                String evidence =
                        count + " acknowledgements from before the end of their own side, to port " + p.dstPort;
                tell(desyncs, slot, p, Severity.HIGH, 0.6, evidence, count, out);
            }
        }
    }

    /** The third host hides behind the source, which is a victim like the destination: none is named as the source. */
    private void tell(
            RateTable table,
            int slot,
            Packet p,
            Severity severity,
            double confidence,
            String evidence,
            int number,
            DetectionSink out) {
        if (table.tells(slot, p.timeMicros, PacketFinding.PAUSE_MICROS)) {
            out.accept(finding.of(
                    AttackKind.SESSION_HIJACK,
                    IpAddress.NONE,
                    p.destination(),
                    severity,
                    confidence,
                    p.timeMicros,
                    p.timeMicros,
                    evidence,
                    number));
        }
    }
}
