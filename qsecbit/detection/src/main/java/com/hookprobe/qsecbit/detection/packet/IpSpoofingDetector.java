package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds sources that cannot be: loopback, multicast, broadcast and reserved addresses on a wire (RFC 6890, RFC 1812
 * section 5.3.7), the target's own address and port (land), and this host's own address in a frame that it has not sent.
 * The source is not named, since it is false; the frame's sender is.
 */
final class IpSpoofingDetector implements PacketDetector {
    static final Threshold PACKETS =
            new Threshold("ip-spoofing.packets", 3, 1, 100_000, "in 5 min", "packets from an impossible source");

    private static final long WINDOW_MICROS = 300_000_000;
    private static final int SENDERS_MAX = 1024;
    private static final long MAPPED = 0xffffL << 32;

    private final RateTable senders;
    private final PacketFinding finding;
    private final List<IpAddress> own;
    private final List<MacAddress> ownMacs;
    private final int limit;

    IpSpoofingDetector(PacketConfig config) {
        this.senders = new RateTable(SENDERS_MAX, WINDOW_MICROS, config.seed());
        this.finding = new PacketFinding("ip-spoofing", config);
        this.own = new ArrayList<>(config.ownAddresses());
        this.ownMacs = new ArrayList<>(config.ownMacs());
        this.limit = config.thresholds().count(PACKETS);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onPacket(Packet p, DetectionSink out) {
        if (p.ipVersion == 0 || p.outgoing) {
            return;
        }
        String what = "";
        if (p.srcLow == p.dstLow && p.srcHigh == p.dstHigh) {
            what = isLoopback(p) || !(p.isTcp() || p.ipProtocol == Packet.UDP) || p.srcPort != p.dstPort
                    ? ""
                    : "land: the target's own address and port";
        } else if (p.ipVersion == 4 ? isImpossible4((int) p.srcLow, p) : isImpossible6(p)) {
            what = "an address that no host has on a wire";
        } else if (!own.isEmpty() && isOwn(p)) {
            what = "the address of this host";
        }
        if (!what.isEmpty()) {
            report(p, what, out);
        }
    }

    private void report(Packet p, String what, DetectionSink out) {
        int slot = senders.at(p.srcMac, p.dstLow, p.timeMicros);
        int count = senders.count(slot, p.srcHigh, p.srcLow);
        boolean land = what.startsWith("land");
        if ((count < limit && !land) || !senders.tells(slot, p.timeMicros, PacketFinding.PAUSE_MICROS)) {
            return;
        }
        String evidence = count + " packets from " + p.source() + " to " + p.destination() + ": " + what;
        out.accept(
                p.srcMac > 0
                        ? finding.ofMac(
                                AttackKind.IP_SPOOFING,
                                p.srcMac,
                                p.destination(),
                                Severity.HIGH,
                                0.8,
                                p.timeMicros,
                                p.timeMicros,
                                evidence,
                                count)
                        : finding.of(
                                AttackKind.IP_SPOOFING,
                                IpAddress.NONE,
                                p.destination(),
                                Severity.HIGH,
                                0.8,
                                p.timeMicros,
                                p.timeMicros,
                                evidence,
                                count));
    }

    /** A host's packets to itself have no hardware address, or that of nobody. */
    private static boolean isLoopback(Packet p) {
        return p.srcMac <= 0 || (p.ipVersion == 4 && (int) p.srcLow >>> 24 == 127);
    }

    private static boolean isImpossible4(int address, Packet p) {
        int top = address >>> 24;
        if (top == 127) {
            return p.srcMac > 0;
        }
        // 0.0.0.0 is who asks for an address; 255.255.255.255 and class E are nobody.
        return top >= 224 || (top == 0 && address != 0);
    }

    private static boolean isImpossible6(Packet p) {
        boolean loopback = p.srcHigh == 0 && p.srcLow == 1 && p.srcMac > 0;
        boolean mapped = p.srcHigh == 0 && (p.srcLow & ~0xffff_ffffL) == MAPPED;
        return loopback || mapped || p.srcHigh >>> 56 == 0xff;
    }

    private boolean isOwn(Packet p) {
        if (p.srcMac <= 0 || ownMacs.isEmpty()) {
            return false;
        }
        boolean address = false;
        for (int i = 0; i < own.size(); i++) {
            address |= own.get(i).low() == p.srcLow && own.get(i).high() == p.srcHigh;
        }
        boolean mac = false;
        for (int i = 0; i < ownMacs.size(); i++) {
            mac |= ownMacs.get(i).bits() == p.srcMac;
        }
        return address && !mac;
    }
}
