package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.LastUsedMap;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Finds access points that bear the name of a network and are none of it. A network has many access points, all with the
 * same security; one that asks for less lures. Where the access points are configured, any other one with the name is an
 * imitation. A single access point that changes its own security downwards is a copy too.
 */
final class EvilTwinDetector implements Detector {
    static final int NETWORKS_MAX = 4096;
    static final int POINTS_MAX = 64;
    /** One that is seen once may be a mistake of the air; beacons are sent ten times a second. */
    private static final int FRAMES_MIN = 2;

    private final PacketFinding finding;
    private final Map<String, Set<MacAddress>> configured;
    private final Map<String, Network> networks = new LastUsedMap<>(NETWORKS_MAX);

    private static final class Network {
        final Map<MacAddress, Integer> weaker = new HashMap<>();
        MacAddress first = MacAddress.NONE;
        int rank;
        String security = "";
        int frames;
    }

    EvilTwinDetector(PacketConfig config) {
        this.finding = new PacketFinding("evil-twin", config);
        this.configured = config.accessPoints();
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        NetworkEvent.Wifi wifi = event.wifi();
        boolean describes = wifi.frame().equals("beacon") || wifi.frame().equals("probe-response");
        if (event.type() != EventType.WIFI
                || !describes
                || wifi.ssid().isEmpty()
                || wifi.security().isEmpty()) {
            return;
        }
        int rank = rank(wifi.security());
        Network network = networks.computeIfAbsent(wifi.ssid(), name -> new Network());
        Set<MacAddress> ours = configured.get(wifi.ssid());
        boolean foreign = ours != null && !ours.contains(wifi.bssid());
        if (foreign) {
            boolean weak = network.rank > rank || rank == 0;
            judge(
                    network,
                    wifi,
                    "is none of its access points",
                    weak ? Severity.CRITICAL : Severity.HIGH,
                    0.85,
                    event,
                    out);
            return;
        }
        if (network.frames < FRAMES_MIN || rank > network.rank) {
            // What is strongest is the network: a twin that was there first is found when the true one is heard.
            if (network.frames >= FRAMES_MIN && !network.first.equals(wifi.bssid()) && ours == null) {
                twinBefore(network, wifi, event, out);
            }
            if (rank >= network.rank) {
                network.first = wifi.bssid();
                network.rank = rank;
                network.security = wifi.security();
            }
            network.frames++;
        } else if (rank < network.rank) {
            String what = "asks for " + wifi.security() + " where " + network.first + " asks for " + network.security;
            judge(network, wifi, what, Severity.HIGH, network.rank - rank > 1 ? 0.8 : 0.55, event, out);
        }
    }

    private void twinBefore(Network network, NetworkEvent.Wifi stronger, NetworkEvent event, DetectionSink out) {
        NetworkEvent.Wifi twin = new NetworkEvent.Wifi(
                stronger.frame(), stronger.ssid(), network.first, stronger.channel(), network.security);
        network.weaker.merge(network.first, 1, Integer::sum);
        String what =
                "asks for " + network.security + " where " + stronger.bssid() + " asks for " + stronger.security();
        double confidence = rank(stronger.security()) - network.rank > 1 ? 0.7 : 0.5;
        judge(network, twin, what, Severity.HIGH, confidence, event, out);
    }

    private void judge(
            Network network,
            NetworkEvent.Wifi wifi,
            String what,
            Severity severity,
            double confidence,
            NetworkEvent event,
            DetectionSink out) {
        if (network.weaker.size() >= POINTS_MAX && !network.weaker.containsKey(wifi.bssid())) {
            return;
        }
        int frames = network.weaker.merge(wifi.bssid(), 1, Integer::sum);
        // Told at each doubling.
        if (frames < FRAMES_MIN || Integer.bitCount(frames) != 1) {
            return;
        }
        String evidence = wifi.bssid() + " on channel " + wifi.channel() + " " + what + ": network " + wifi.ssid();
        out.accept(finding.ofMac(
                AttackKind.EVIL_TWIN,
                wifi.bssid().bits(),
                IpAddress.NONE,
                severity,
                confidence,
                event.timeMicros(),
                event.timeMicros(),
                evidence,
                frames));
    }

    private static int rank(String security) {
        return switch (security) {
            case "open" -> 0;
            case "wep" -> 1;
            case "wpa" -> 2;
            case "wpa2" -> 3;
            default -> 4;
        };
    }
}
