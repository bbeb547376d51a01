package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;

/**
 * Finds floods of invented source MACs that fill a switch's table. At a sensor's start every station is new too, but
 * stations send again; invented ones are seen once.
 */
final class MacFloodingDetector implements PacketDetector {
    static final Threshold NEW_MACS =
            new Threshold("mac-flooding.new", 250, 20, 1_000_000, "in 5 s", "source MACs that were never seen before");

    private static final int STATIONS_MAX = 1 << 16;
    private static final long WINDOW_MICROS = 5_000_000;
    private static final int RECENT = 1024;
    private static final long FOREVER_MICROS = Long.MAX_VALUE;

    /** Stations that have come twice at least: most packets are of these. */
    private final long[] recent = new long[RECENT];

    private final RateTable stations;
    private final PacketFinding finding;
    private final int limit;
    private long window;
    private int fresh;
    private int returned;
    private long toldMicros = Long.MIN_VALUE / 2;

    MacFloodingDetector(PacketConfig config) {
        this.stations = new RateTable(STATIONS_MAX, FOREVER_MICROS, config.seed());
        this.finding = new PacketFinding("mac-flooding", config);
        this.limit = config.thresholds().count(NEW_MACS);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onPacket(Packet p, DetectionSink out) {
        if (p.srcMac <= 0) {
            return;
        }
        int place = (int) Hashes.mix(p.srcMac) & RECENT - 1;
        if (recent[place] == p.srcMac) {
            return;
        }
        long now = p.timeMicros / WINDOW_MICROS;
        if (now != window) {
            window = now;
            fresh = 0;
            returned = 0;
        }
        int slot = stations.at(p.srcMac, 0, p.timeMicros);
        int count = stations.countSecond(slot);
        if (count != 1) {
            returned += count == 2 ? 1 : 0;
            recent[place] = p.srcMac;
            return;
        }
        fresh++;
        if (fresh >= limit
                && 4 * returned < fresh
                && Math.abs(p.timeMicros - toldMicros) >= PacketFinding.PAUSE_MICROS) {
            toldMicros = p.timeMicros;
            out.accept(finding.ofMac(
                    AttackKind.MAC_FLOODING,
                    p.srcMac,
                    IpAddress.NONE,
                    Severity.HIGH,
                    0.8,
                    now * WINDOW_MICROS,
                    p.timeMicros,
                    fresh + " source MACs never seen before within 5 s, " + returned + " of them came again; last "
                            + p.sourceMac(),
                    fresh));
        }
    }
}
