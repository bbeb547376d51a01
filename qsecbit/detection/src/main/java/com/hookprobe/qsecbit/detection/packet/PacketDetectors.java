package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.Threshold;
import java.util.List;

/** The detectors of packets, and those of the link layer's events. An integrator adds his own to the lists. */
public final class PacketDetectors {
    private PacketDetectors() {}

    /** A fresh instance of every detector of packets; a pipeline has its own. */
    public static List<PacketDetector> standard(PacketConfig config) {
        return List.of(
                new SynFloodDetector(config),
                new UdpFloodDetector(config),
                new IcmpFloodDetector(config),
                new SmurfDetector(config),
                new IcmpTunnelDetector(config),
                new IpSpoofingDetector(config),
                new FragmentationDetector(config),
                new RoutingDetector(config),
                new TcpResetDetector(config),
                new SessionHijackDetector(config),
                new StealthScanDetector(config),
                new MacFloodingDetector(config),
                new VlanHoppingDetector(config));
    }

    /** A fresh instance of every detector of ARP, DHCP and 802.11 events, from whatever sensor they are. */
    public static List<Detector> ofEvents(PacketConfig config) {
        return List.of(
                new ArpSpoofingDetector(config),
                new HostDiscoveryDetector(config),
                new RogueDhcpDetector(config),
                new EvilTwinDetector(config),
                new WifiDeauthenticationDetector(config));
    }

    /** All thresholds of these detectors. */
    public static List<Threshold> thresholds() {
        return List.of(
                SynFloodDetector.RATE,
                UdpFloodDetector.FLOWS,
                UdpFloodDetector.PACKETS,
                UdpFloodDetector.REFLECTED,
                IcmpFloodDetector.RATE,
                SmurfDetector.PINGS,
                IcmpTunnelDetector.PAYLOADS,
                IpSpoofingDetector.PACKETS,
                FragmentationDetector.OVERLAPS,
                FragmentationDetector.TINY,
                FragmentationDetector.UNFINISHED,
                RoutingDetector.REDIRECTS,
                RoutingDetector.ROUTERS,
                TcpResetDetector.FORGED,
                TcpResetDetector.MISFITS,
                TcpResetDetector.STORM,
                TcpResetDetector.UNKNOWN,
                SessionHijackDetector.SIGNS,
                SessionHijackDetector.DESYNC,
                StealthScanDetector.SEGMENTS,
                MacFloodingDetector.NEW_MACS,
                VlanHoppingDetector.FRAMES,
                ArpSpoofingDetector.TAKEN,
                ArpSpoofingDetector.UNASKED,
                HostDiscoveryDetector.ARP_TARGETS,
                HostDiscoveryDetector.PING_TARGETS,
                RogueDhcpDetector.CLIENTS,
                WifiDeauthenticationDetector.FRAMES);
    }
}
