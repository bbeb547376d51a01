package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;

/**
 * Finds forged resets. A reset is forged for sure when the side that seems to have sent it goes on with data; resets
 * whose sequence numbers do not lie where the flow is are guesses at it (RFC 5961 section 3); and resets of many
 * established connections of one host by many others, or of none that exist, are storms. A server that restarts resets
 * its own connections, but is then the sender, not the one who is reset by many.
 */
final class TcpResetDetector implements PacketDetector {
    static final Threshold FORGED = new Threshold(
            "tcp-reset.forged", 3, 1, 10_000, "in 5 min", "segments that follow a reset of their own side");
    static final Threshold MISFITS =
            new Threshold("tcp-reset.misfits", 10, 2, 100_000, "in 5 min", "resets outside of a connection's sequence");
    static final Threshold STORM =
            new Threshold("tcp-reset.storm", 100, 10, 1_000_000, "in 10 s", "connections of one host reset by others");
    static final Threshold UNKNOWN =
            new Threshold("tcp-reset.unknown", 1000, 50, 10_000_000, "in 10 s", "resets of no connection, to one host");

    private static final int HOSTS_MAX = 2048;
    private static final int SENDERS_MIN = 20;

    private final RateTable forged;
    private final RateTable misfits;
    private final RateTable storms;
    private final RateTable unknown;
    private final PacketFinding finding;
    private final int forgedLimit;
    private final int misfitsLimit;
    private final int stormLimit;
    private final int unknownLimit;

    TcpResetDetector(PacketConfig config) {
        this.forged = new RateTable(HOSTS_MAX, 300_000_000, config.seed());
        this.misfits = new RateTable(HOSTS_MAX, 300_000_000, config.seed());
        this.storms = new RateTable(HOSTS_MAX, 10_000_000, config.seed());
        this.unknown = new RateTable(HOSTS_MAX, 10_000_000, config.seed());
        this.finding = new PacketFinding("tcp-reset", config);
        this.forgedLimit = config.thresholds().count(FORGED);
        this.misfitsLimit = config.thresholds().count(MISFITS);
        this.stormLimit = config.thresholds().count(STORM);
        this.unknownLimit = config.thresholds().count(UNKNOWN);
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
        if ((p.oddities & TcpTracker.AFTER_RESET) != 0) {
            int slot = forged.at(p.srcHigh, p.srcLow, p.timeMicros);
            int count = forged.count(slot, p.dstHigh, p.dstLow);
            if (count >= forgedLimit) {
                tell(
                        forged,
                        slot,
                        p,
                        p.source(),
                        Severity.HIGH,
                        0.85,
                        count + " segments follow resets in their name",
                        out);
            }
        }
        if ((p.tcpFlags & Packet.TCP_RST) == 0) {
            return;
        }
        int slot;
        if (p.established && !p.fitsSequence) {
            slot = misfits.at(p.dstHigh, p.dstLow, p.timeMicros);
            int count = misfits.count(slot, p.srcHigh, p.srcLow);
            if (count >= misfitsLimit) {
                String evidence = count + " resets outside of the connections that they should end";
                tell(misfits, slot, p, p.destination(), Severity.HIGH, 0.75, evidence, out);
            }
        } else if (p.established) {
            slot = storms.at(p.dstHigh, p.dstLow, p.timeMicros);
            int count = storms.count(slot, p.srcHigh, p.srcLow);
            if (count >= stormLimit && storms.senders(slot) >= SENDERS_MIN) {
                String evidence = count + " connections reset within 10 s, by about " + storms.senders(slot) + " hosts";
                tell(storms, slot, p, p.destination(), Severity.MEDIUM, 0.65, evidence, out);
            }
        } else if (p.flowNew) {
            slot = unknown.at(p.dstHigh, p.dstLow, p.timeMicros);
            int count = unknown.count(slot, p.srcHigh, p.srcLow);
            if (count >= unknownLimit) {
                tell(
                        unknown,
                        slot,
                        p,
                        p.destination(),
                        Severity.MEDIUM,
                        0.7,
                        count + " resets of no connection within 10 s",
                        out);
            }
        }
    }

    /** The sender is somebody else than the source says, so only the victim is named. */
    private void tell(
            RateTable table,
            int slot,
            Packet p,
            IpAddress victim,
            Severity severity,
            double confidence,
            String evidence,
            DetectionSink out) {
        if (table.tells(slot, p.timeMicros, PacketFinding.PAUSE_MICROS)) {
            out.accept(finding.of(
                    AttackKind.TCP_RESET,
                    IpAddress.NONE,
                    victim,
                    severity,
                    confidence,
                    p.timeMicros,
                    p.timeMicros,
                    evidence,
                    table.count(slot)));
        }
    }
}
