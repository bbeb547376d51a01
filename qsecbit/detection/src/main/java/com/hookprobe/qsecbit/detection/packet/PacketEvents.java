package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;

/** Events of what fits into one packet: ARP, DHCP, DNS, ICMP, 802.11, replies to log-ins. */
final class PacketEvents {
    private static final int DNS = 53;
    private static final int MULTICAST_DNS = 5353;
    private static final int LINK_LOCAL_DNS = 5355;
    private static final int DHCP_SERVER = 67;
    private static final int DHCP_CLIENT = 68;

    private final FlowTable flows;
    private final EventMaker maker;

    PacketEvents(FlowTable flows, EventMaker maker) {
        this.flows = flows;
        this.maker = maker;
    }

    void onSegment(Packet p) {
        if (p.fromInitiator) {
            return;
        }
        AppProtocol protocol = LoginReplies.protocol(p.srcPort);
        if (protocol == AppProtocol.UNKNOWN) {
            return;
        }
        NetworkEvent.Login.Outcome outcome = LoginReplies.outcome(protocol, p);
        if (outcome != NetworkEvent.Login.Outcome.NONE && maker.allows(EventType.LOGIN, p.timeMicros)) {
            maker.tell(maker.ofFlow(EventType.LOGIN, p.flow, p.timeMicros)
                    .appProto(protocol.text())
                    .login(LoginReplies.login(outcome, protocol)));
        }
    }

    void onDatagram(Packet p) {
        int from = p.payloadAt;
        int to = p.payloadAt + p.payloadLength;
        if (isDns(p.srcPort) || isDns(p.dstPort)) {
            if (p.payloadLength > 0 && maker.allows(EventType.DNS, p.timeMicros)) {
                flows.app(p.flow, AppProtocol.DNS);
                DnsMessages.read(p.data, from, to)
                        .ifPresentOrElse(
                                dns -> maker.tell(maker.of(EventType.DNS, p)
                                        .appProto("dns")
                                        .dns(dns)),
                                () -> maker.tell(maker.of(EventType.ANOMALY, p)
                                        .appProto("dns")
                                        .anomaly(new NetworkEvent.Anomaly("applayer", "dns.malformed_data"))));
            }
        } else if (isDhcp(p.srcPort) && isDhcp(p.dstPort) && maker.allows(EventType.DHCP, p.timeMicros)) {
            flows.app(p.flow, AppProtocol.DHCP);
            DhcpMessages.read(p.data, from, to)
                    .ifPresent(dhcp -> maker.tell(
                            maker.of(EventType.DHCP, p).appProto("dhcp").dhcp(dhcp)));
        } else if (p.flowNew
                && p.dstPort == 443
                && p.payloadWireLength >= 1200
                && p.payloadLength > 0
                && (p.data[from] & 0xc0) == 0xc0) {
            flows.app(p.flow, AppProtocol.QUIC);
        }
    }

    void onIcmp(Packet p) {
        if (maker.allows(EventType.ICMP, p.timeMicros)) {
            maker.tell(maker.of(EventType.ICMP, p).icmp(new NetworkEvent.Icmp(p.icmpType, p.icmpCode)));
        }
    }

    void onFrame(Packet p) {
        if (p.arpAt >= 0) {
            if (maker.allows(EventType.ARP, p.timeMicros)) {
                arp(p);
            }
        } else if (WifiFrames.isOfInterest(p) && maker.allows(EventType.WIFI, p.timeMicros)) {
            maker.tell(maker.of(EventType.WIFI, p).wifi(WifiFrames.read(p)));
        }
    }

    /** Operation, sender's and target's MAC and address, behind the eight bytes of a fixed beginning. */
    private void arp(Packet p) {
        byte[] data = p.data;
        int at = p.arpAt;
        IpAddress sender = IpAddress.v4(Bytes.i32(data, at + 14));
        IpAddress target = IpAddress.v4(Bytes.i32(data, at + 24));
        maker.tell(maker.of(EventType.ARP, p)
                .from(sender, 0)
                .to(target, 0)
                .arp(new NetworkEvent.Arp(
                        p.arpOperation,
                        new MacAddress(Bytes.mac(data, at + 8)),
                        sender,
                        new MacAddress(Bytes.mac(data, at + 18)),
                        target)));
    }

    private static boolean isDns(int port) {
        return port == DNS || port == MULTICAST_DNS || port == LINK_LOCAL_DNS;
    }

    private static boolean isDhcp(int port) {
        return port == DHCP_SERVER || port == DHCP_CLIENT;
    }
}
