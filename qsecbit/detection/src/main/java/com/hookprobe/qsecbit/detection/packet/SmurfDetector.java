package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;

/**
 * Finds smurf attacks: pings, or the UDP form of them to the echo and chargen services (fraggle), to a whole network in
 * the name of the victim, who gets all the answers. The sender is only known by its hardware address.
 */
final class SmurfDetector implements PacketDetector {
    static final Threshold PINGS =
            new Threshold("smurf.pings", 20, 3, 1_000_000, "in 10 s", "pings to a broadcast address from one source");

    private static final long WINDOW_MICROS = 10_000_000;
    private static final int VICTIMS_MAX = 1024;
    private static final long BROADCAST_MAC = 0xffff_ffff_ffffL;

    private final RateTable victims;
    private final PacketFinding finding;
    private final int limit;

    SmurfDetector(PacketConfig config) {
        this.victims = new RateTable(VICTIMS_MAX, WINDOW_MICROS, config.seed());
        this.finding = new PacketFinding("smurf", config);
        this.limit = config.thresholds().count(PINGS);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onPacket(Packet p, DetectionSink out) {
        boolean ping = p.icmpType == 8 && p.ipVersion == 4;
        boolean fraggle = p.ipProtocol == Packet.UDP && (p.dstPort == 7 || p.dstPort == 19);
        if ((!ping && !fraggle) || !toNetwork(p)) {
            return;
        }
        int slot = victims.at(p.srcHigh, p.srcLow, p.timeMicros);
        int count = victims.count(slot, p.dstHigh, p.dstLow);
        if (count < limit || !victims.tells(slot, p.timeMicros, PacketFinding.PAUSE_MICROS)) {
            return;
        }
        String evidence = count + " pings to the broadcast address " + p.destination() + " in the name of " + p.source()
                + " within 10 s";
        long first = p.timeMicros / WINDOW_MICROS * WINDOW_MICROS;
        out.accept(
                p.srcMac >= 0
                        ? finding.ofMac(
                                AttackKind.SMURF,
                                p.srcMac,
                                p.source(),
                                Severity.HIGH,
                                0.8,
                                first,
                                p.timeMicros,
                                evidence,
                                count)
                        : finding.of(
                                AttackKind.SMURF,
                                IpAddress.NONE,
                                p.source(),
                                Severity.HIGH,
                                0.8,
                                first,
                                p.timeMicros,
                                evidence,
                                count));
    }

    /** Broadcast by the frame, to all, or by an address that ends in 255, as most networks' broadcast does. */
    private static boolean toNetwork(Packet p) {
        boolean byFrame = p.dstMac == BROADCAST_MAC;
        int address = (int) p.dstLow;
        boolean multicast = address >>> 28 == 0xe;
        return (byFrame || (address & 0xff) == 0xff) && !multicast;
    }
}
