package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;

/**
 * Tells of a flood at a target.
 *
 * <p>That there is a flood is a matter of counting and sure. Who sends it is not: sources are easily forged. One that
 * sends most of it is named, with a confidence at which a site acts on it only when its own state is bad; of many
 * sources none is named, since each may be a bystander whose address was borrowed.
 */
final class FloodReport {
    private static final double FORGEABLE = 0.7;

    private final PacketFinding finding;
    private final AttackKind kind;

    FloodReport(PacketFinding finding, AttackKind kind) {
        this.finding = finding;
        this.kind = kind;
    }

    /** Reports, at most once a minute for each place of the table. */
    void tell(RateTable table, int slot, Packet p, IpAddress target, int limit, String what, DetectionSink out) {
        if (!table.tells(slot, p.timeMicros, PacketFinding.PAUSE_MICROS)) {
            return;
        }
        int count = table.count(slot);
        long window = table.windowMicros();
        boolean one = table.hasMajority(slot);
        IpAddress source = one ? new IpAddress(table.majorityHigh(slot), table.majorityLow(slot)) : IpAddress.NONE;
        int senders = table.senders(slot);
        String evidence = count + " " + what + " within " + window / 1_000_000 + " s from "
                + (one ? "mostly one source" : senders >= 1000 ? "over 1000 sources" : "about " + senders + " sources");
        double confidence = one ? FORGEABLE : 0.75 + 0.1 * Math.min(2, count / (double) limit - 1);
        Severity severity = count >= 3 * limit ? Severity.CRITICAL : Severity.HIGH;
        out.accept(finding.of(
                kind,
                source,
                target,
                severity,
                confidence,
                p.timeMicros / window * window,
                p.timeMicros,
                evidence,
                count));
    }
}
