package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.LastUsedMap;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds forged ARP (RFC 826), whatever sensor tells of it.
 *
 * <p>An address that moves to another MAC once may have been handed on by DHCP or taken over by a partner; the old owner
 * is then silent. When both go on to claim it, when one MAC takes the addresses of several others, or when the address is
 * the gateway's, it is spoofing. The virtual MACs of VRRP, CARP, HSRP and GLBP are expected to move and are left out, and
 * so are probes (RFC 5227), which claim nothing. Answers that nobody asked for, again and again, are what keeps a forged
 * entry alive.
 */
final class ArpSpoofingDetector implements Detector {
    static final Threshold TAKEN =
            new Threshold("arp-spoofing.taken", 3, 2, 1000, "in 5 min", "addresses that one MAC takes from others");
    static final Threshold UNASKED = new Threshold(
            "arp-spoofing.unasked", 30, 5, 100_000, "in 60 s", "answers of one MAC that nobody asked for");

    static final int ADDRESSES_MAX = 16_384;
    static final int STATIONS_MAX = 4096;
    private static final int TAKEN_MAX = 256;
    private static final int ASKED_MAX = 4096;
    private static final long CONFLICT_MICROS = 60L * 1_000_000;
    private static final long TAKEN_MICROS = 300L * 1_000_000;
    private static final long ASKED_MICROS = 5L * 1_000_000;
    private static final long BINDING_MICROS = 3600L * 1_000_000;
    private static final int ANSWER = 2;

    private final PacketFinding finding;
    private final Set<IpAddress> gateways;
    private final int takenLimit;
    private final int unaskedLimit;
    private final Map<IpAddress, Binding> bindings = new LastUsedMap<>(ADDRESSES_MAX);
    private final Map<MacAddress, Station> stations = new LastUsedMap<>(STATIONS_MAX);
    private final Map<IpAddress, Long> asked = new LastUsedMap<>(ASKED_MAX);
    /** Learnt from what DHCP hands out. */
    private final Map<IpAddress, Long> routers = new LastUsedMap<>(16);

    private static final class Binding {
        MacAddress mac;
        long micros;
        MacAddress before = MacAddress.NONE;
        long movedMicros;
        int moves;

        Binding(MacAddress mac, long micros) {
            this.mac = mac;
            this.micros = micros;
        }
    }

    private static final class Station {
        final Set<IpAddress> taken = new HashSet<>();
        long takenFrom;
        int unasked;
        int frames;
        long unaskedFrom;
    }

    ArpSpoofingDetector(PacketConfig config) {
        this.finding = new PacketFinding("arp-spoofing", config);
        this.gateways = config.gateways();
        this.takenLimit = config.thresholds().count(TAKEN);
        this.unaskedLimit = config.thresholds().count(UNASKED);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        if (event.type() == EventType.DHCP
                && event.dhcp().fromServer()
                && !event.dhcp().router().isUnspecified()) {
            routers.put(event.dhcp().router(), event.timeMicros());
        }
        if (event.type() != EventType.ARP) {
            return;
        }
        NetworkEvent.Arp arp = event.arp();
        MacAddress mac = arp.senderMac();
        IpAddress ip = arp.senderIp();
        long now = event.timeMicros();
        if (arp.operation() != ANSWER) {
            asked.put(arp.targetIp(), now);
        }
        if (ip.isUnspecified() || !mac.isPresent() || mac.isGroup() || mac.bits() == 0 || isVirtual(mac)) {
            return;
        }
        if (arp.operation() == ANSWER) {
            unasked(mac, ip, now, out);
            otherFrame(event.link().source(), mac, ip, now, out);
        }
        Binding binding = bindings.get(ip);
        if (binding == null || now - binding.micros > BINDING_MICROS) {
            bindings.put(ip, new Binding(mac, now));
        } else if (binding.mac.equals(mac)) {
            binding.micros = now;
        } else if (!isVirtual(binding.mac)) {
            moved(binding, ip, mac, now, out);
        }
    }

    private void moved(Binding binding, IpAddress ip, MacAddress mac, long now, DetectionSink out) {
        boolean back = mac.equals(binding.before) && now - binding.movedMicros < CONFLICT_MICROS;
        binding.moves = now - binding.movedMicros < CONFLICT_MICROS ? binding.moves + 1 : 1;
        // When the owner takes his address back, the one who had it in between is the attacker.
        MacAddress suspect = back ? binding.mac : mac;
        MacAddress owner = back ? mac : binding.mac;
        binding.before = binding.mac;
        binding.mac = mac;
        binding.movedMicros = now;
        binding.micros = now;
        boolean gateway = gateways.contains(ip) || routers.containsKey(ip);
        Station station = stations.computeIfAbsent(suspect, key -> new Station());
        if (now - station.takenFrom > TAKEN_MICROS) {
            station.taken.clear();
            station.takenFrom = now;
        }
        if (station.taken.size() < TAKEN_MAX) {
            station.taken.add(ip);
        }
        int taken = station.taken.size();
        if (back) {
            String evidence =
                    ip + (gateway ? ", a gateway," : "") + " is claimed by " + suspect + " and " + owner + " in turn";
            tell(
                    suspect,
                    ip,
                    gateway ? Severity.CRITICAL : Severity.HIGH,
                    gateway ? 0.9 : 0.8,
                    now,
                    evidence,
                    binding.moves,
                    out);
        } else if (taken >= takenLimit) {
            String evidence = taken + " addresses taken from other stations by " + suspect + ", the last " + ip
                    + " from " + owner;
            tell(suspect, ip, gateway ? Severity.CRITICAL : Severity.HIGH, 0.85, now, evidence, taken, out);
        } else if (gateway) {
            String evidence = "the gateway " + ip + " moved from " + owner + " to " + suspect;
            tell(suspect, ip, Severity.CRITICAL, 0.7, now, evidence, 1, out);
        }
    }

    /**
     * Who answers for himself puts his own address into the frame. Repeaters that put theirs there do so for all their
     * stations, so the frames of one MAC then answer for many; a liar claims an address for a MAC that is not his.
     */
    private void otherFrame(MacAddress frame, MacAddress mac, IpAddress ip, long now, DetectionSink out) {
        if (!frame.isPresent() || frame.isGroup() || frame.equals(mac) || isVirtual(frame)) {
            return;
        }
        Station station = stations.computeIfAbsent(frame, key -> new Station());
        if (station.frames++ == 0) {
            String evidence = "a frame of " + frame + " answers that " + ip + " is at " + mac;
            tell(frame, ip, Severity.MEDIUM, 0.55, now, evidence, 1, out);
        }
    }

    private void unasked(MacAddress mac, IpAddress ip, long now, DetectionSink out) {
        Long question = asked.get(ip);
        if (question != null && now - question < ASKED_MICROS) {
            return;
        }
        Station station = stations.computeIfAbsent(mac, key -> new Station());
        if (now - station.unaskedFrom > CONFLICT_MICROS) {
            station.unaskedFrom = now;
            station.unasked = 0;
        }
        station.unasked++;
        if (station.unasked == unaskedLimit) {
            String evidence = station.unasked + " answers that nobody asked for within 60 s, the last claims " + ip;
            tell(mac, ip, Severity.MEDIUM, 0.65, now, evidence, station.unasked, out);
        }
    }

    private void tell(
            MacAddress mac,
            IpAddress target,
            Severity severity,
            double confidence,
            long now,
            String evidence,
            int number,
            DetectionSink out) {
        out.accept(finding.ofMac(
                AttackKind.ARP_SPOOFING, mac.bits(), target, severity, confidence, now, now, evidence, number));
    }

    /** 00:00:5e:00:01 and 02 (VRRP, CARP), 00:00:0c:07:ac (HSRP), 00:00:0c:9f:f (HSRP 2), 00:07:b4:00 (GLBP). */
    private static boolean isVirtual(MacAddress mac) {
        long bits = mac.bits();
        return bits >>> 8 == 0x00_005e_0001L
                || bits >>> 8 == 0x00_005e_0002L
                || bits >>> 8 == 0x00_000c_07acL
                || bits >>> 12 == 0x0_0000_c9ffL
                || bits >>> 16 == 0x0007_b400L;
    }
}
