package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.LastUsedMap;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds who looks for hosts: questions by ARP or pings to many addresses within a minute. A gateway asks for every
 * address that somebody outside tries, and is left out; a host that talks to many asks for those that are there.
 */
final class HostDiscoveryDetector implements Detector {
    static final Threshold ARP_TARGETS =
            new Threshold("host-discovery.arp", 30, 5, 10_000, "in 60 s", "addresses that one host asks for by ARP");
    static final Threshold PING_TARGETS =
            new Threshold("host-discovery.pings", 15, 5, 10_000, "in 60 s", "addresses that one host pings");

    static final int SOURCES_MAX = 4096;
    private static final int TARGETS_MAX = 256;
    private static final long WINDOW_MICROS = 60L * 1_000_000;
    private static final int ECHO_4 = 8;
    private static final int TIMESTAMP = 13;
    private static final int MASK = 17;
    private static final int ECHO_6 = 128;
    private static final int ECHO_REPLY_4 = 0;
    private static final int TIMESTAMP_REPLY = 14;
    private static final int MASK_REPLY = 18;
    private static final int ECHO_REPLY_6 = 129;

    private final PacketFinding finding;
    private final Set<IpAddress> gateways;
    private final int arpLimit;
    private final int pingLimit;
    private final Map<IpAddress, Search> byArp = new LastUsedMap<>(SOURCES_MAX);
    private final Map<IpAddress, Search> byPing = new LastUsedMap<>(SOURCES_MAX);

    private static final class Search {
        final Set<IpAddress> targets = new HashSet<>();
        long from;
        int answered;
    }

    HostDiscoveryDetector(PacketConfig config) {
        this.finding = new PacketFinding("host-discovery", config);
        this.gateways = config.gateways();
        this.arpLimit = config.thresholds().count(ARP_TARGETS);
        this.pingLimit = config.thresholds().count(PING_TARGETS);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        if (event.type() == EventType.ARP) {
            arp(event, out);
        } else if (event.type() == EventType.ICMP && answers(event)) {
            answered(byPing, event.dstIp(), event.srcIp());
        } else if (event.type() == EventType.ICMP && asks(event) && !LocalNetworks.isGroup(event.dstIp())) {
            search(byPing, event.srcIp(), event.dstIp(), pingLimit, "addresses pinged", event, out);
        }
    }

    private void arp(NetworkEvent event, DetectionSink out) {
        NetworkEvent.Arp arp = event.arp();
        if (arp.operation() == 2) {
            answered(byArp, arp.targetIp(), arp.senderIp());
        } else if (!arp.senderIp().isUnspecified() && !arp.senderIp().equals(arp.targetIp())) {
            search(byArp, arp.senderIp(), arp.targetIp(), arpLimit, "addresses asked for by ARP", event, out);
        }
    }

    private static void answered(Map<IpAddress, Search> searches, IpAddress source, IpAddress target) {
        Search search = searches.get(source);
        if (search != null && search.targets.contains(target)) {
            search.answered++;
        }
    }

    private void search(
            Map<IpAddress, Search> searches,
            IpAddress source,
            IpAddress target,
            int limit,
            String what,
            NetworkEvent event,
            DetectionSink out) {
        Search search = searches.computeIfAbsent(source, ip -> new Search());
        if (Math.abs(event.timeMicros() - search.from) > WINDOW_MICROS) {
            search.from = event.timeMicros();
            search.targets.clear();
            search.answered = 0;
        }
        if (search.targets.size() >= Math.max(TARGETS_MAX, limit) || !search.targets.add(target)) {
            return;
        }
        int targets = search.targets.size();
        // Told at the limit and at each doubling.
        if (targets < limit || targets % limit != 0 || Integer.bitCount(targets / limit) != 1) {
            return;
        }
        if (gateways.contains(source) || 2 * search.answered > targets) {
            return;
        }
        out.accept(finding.of(
                AttackKind.HOST_SWEEP,
                source,
                IpAddress.NONE,
                Severity.MEDIUM,
                0.6 + Math.min(0.3, targets / 500.0),
                search.from,
                event.timeMicros(),
                targets + " " + what + " within 60 s, " + search.answered + " answered",
                targets));
    }

    private static boolean answers(NetworkEvent event) {
        int type = event.icmp().type();
        return event.srcIp().isV4()
                ? type == ECHO_REPLY_4 || type == TIMESTAMP_REPLY || type == MASK_REPLY
                : type == ECHO_REPLY_6;
    }

    private static boolean asks(NetworkEvent event) {
        int type = event.icmp().type();
        return event.srcIp().isV4() ? type == ECHO_4 || type == TIMESTAMP || type == MASK : type == ECHO_6;
    }
}
