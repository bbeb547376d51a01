package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.Finding;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;

/** Makes the detections of one detector of packets. */
final class PacketFinding {
    /** A thing that goes on is told once in this time. */
    static final long PAUSE_MICROS = 60L * 1_000_000;

    private final Finding finding;
    private final PacketConfig config;

    PacketFinding(String detector, PacketConfig config) {
        this.finding = new Finding(detector, 0.95);
        this.config = config;
    }

    String detector() {
        return finding.detector();
    }

    /** A detection with a source that is known by its address. */
    Detection of(
            AttackKind kind,
            IpAddress source,
            IpAddress target,
            Severity severity,
            double confidence,
            long firstMicros,
            long lastMicros,
            String evidence,
            double number) {
        return finding.make(
                kind,
                source,
                MacAddress.NONE,
                target,
                severity,
                confidence,
                firstMicros,
                lastMicros,
                evidence,
                number,
                config.sensor(),
                !source.isUnspecified() && config.local().contains(source));
    }

    /** A detection whose source is only known by its hardware address, which is one in our own network. */
    Detection ofMac(
            AttackKind kind,
            long mac,
            IpAddress target,
            Severity severity,
            double confidence,
            long firstMicros,
            long lastMicros,
            String evidence,
            double number) {
        return finding.make(
                kind,
                IpAddress.NONE,
                new MacAddress(mac),
                target,
                severity,
                confidence,
                firstMicros,
                lastMicros,
                evidence,
                number,
                config.sensor(),
                true);
    }
}
