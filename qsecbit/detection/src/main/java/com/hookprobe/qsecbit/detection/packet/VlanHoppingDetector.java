package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.BitSet;

/**
 * Finds attempts to get into another VLAN: frames with two customer tags, offers to make the port a trunk (Cisco's DTP
 * in its "desirable" mode, which no host has a reason to send), and tags outside of the configured set. A network whose
 * frames mostly have two tags is a provider's.
 */
final class VlanHoppingDetector implements PacketDetector {
    static final Threshold FRAMES =
            new Threshold("vlan-hopping.frames", 1, 1, 10_000, "in 60 s", "frames of one station with a wrong tag");

    private static final int STATIONS_MAX = 1024;
    private static final long WINDOW_MICROS = 60_000_000;
    private static final int NATIVE_VLAN = 1;
    private static final long DTP_MAC = 0x0100_0ccc_ccccL;
    private static final long DTP_SNAP = 0xaaaa_0300_000c_2004L;
    private static final int DTP_STATUS = 2;
    private static final int DTP_DESIRABLE = 3;
    private static final int USUAL_MIN = 200;

    private final RateTable stations;
    private final PacketFinding finding;
    private final BitSet allowed = new BitSet();
    private final int limit;
    private long tagged;
    private long twice;

    VlanHoppingDetector(PacketConfig config) {
        this.stations = new RateTable(STATIONS_MAX, WINDOW_MICROS, config.seed());
        this.finding = new PacketFinding("vlan-hopping", config);
        config.vlans().stream().filter(vlan -> vlan >= 0).forEach(allowed::set);
        this.limit = config.thresholds().count(FRAMES);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onPacket(Packet p, DetectionSink out) {
        if (p.vlan < 0) {
            if (p.dstMac == DTP_MAC && isTrunkOffer(p)) {
                tell(p, Severity.MEDIUM, 0.6, "an offer to make the port a trunk (DTP desirable)", out);
            }
            return;
        }
        tagged++;
        if (p.innerVlan >= 0 && !p.providerTag) {
            twice++;
            if (twice < USUAL_MIN || 4 * twice < tagged) {
                boolean aimed = p.vlan == NATIVE_VLAN || (!allowed.isEmpty() && !allowed.get(p.innerVlan));
                String evidence = "frames with two tags, " + p.vlan + " around " + p.innerVlan;
                tell(p, aimed ? Severity.HIGH : Severity.MEDIUM, aimed ? 0.85 : 0.6, evidence, out);
            }
        } else if (!allowed.isEmpty() && p.vlan > 0 && !allowed.get(p.vlan)) {
            tell(p, Severity.MEDIUM, 0.7, "frames in VLAN " + p.vlan + ", which is not one of ours", out);
        }
    }

    private void tell(Packet p, Severity severity, double confidence, String evidence, DetectionSink out) {
        int slot = stations.at(p.srcMac, severity.code(), p.timeMicros);
        int count = stations.count(slot, p.dstHigh, p.dstLow);
        if (p.srcMac >= 0 && count >= limit && stations.tells(slot, p.timeMicros, PacketFinding.PAUSE_MICROS)) {
            out.accept(finding.ofMac(
                    AttackKind.VLAN_HOPPING,
                    p.srcMac,
                    IpAddress.NONE,
                    severity,
                    confidence,
                    p.timeMicros,
                    p.timeMicros,
                    evidence,
                    count));
        }
    }

    /** An 802.3 frame: SNAP header, version, then fields of type, length (which counts itself) and value. */
    private static boolean isTrunkOffer(Packet p) {
        int at = p.payloadAt;
        int end = p.payloadAt + p.payloadLength;
        if (end - at < 9 || Bytes.i64(p.data, at) != DTP_SNAP) {
            return false;
        }
        at += 9;
        while (at + 5 <= end) {
            int length = Bytes.u16(p.data, at + 2);
            if (length < 4 || at + length > end) {
                return false;
            }
            if (Bytes.u16(p.data, at) == DTP_STATUS && length == 5) {
                return (p.data[at + 4] & 7) == DTP_DESIRABLE;
            }
            at += length;
        }
        return false;
    }
}
