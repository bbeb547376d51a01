package com.hookprobe.qsecbit.detection.eve;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.NetworkEventBuilder;
import com.hookprobe.qsecbit.detection.read.Timestamps;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import java.util.Locale;
import java.util.Optional;

/** The parts of an EVE record as they come. */
final class EveDraft {
    final NetworkEventBuilder event = NetworkEvent.builder();
    final FlowDraft flow = new FlowDraft();
    final LinkDraft link = new LinkDraft();
    long loggedMicros = Timestamps.INVALID;
    String eventType = "";
    IpAddress srcIp = IpAddress.NONE;
    IpAddress dstIp = IpAddress.NONE;
    int srcPort;
    int dstPort;
    String declaredType = "";
    String actualType = "";
    int icmpType = -1;
    int icmpCode = -1;
    NetworkEvent.Dhcp dhcp = NetworkEvent.Dhcp.NONE;
    private NetworkEvent.Login login = NetworkEvent.Login.NONE;
    private String loginProtocol = "";

    EveDraft(String sensor) {
        event.sensor(sensor);
    }

    void sensor(String name) {
        if (!name.isEmpty()) {
            event.sensor(name);
        }
    }

    /** An answer may name several protocols of one connection; a refusal counts before anything else. */
    void login(String protocol, NetworkEvent.Login read) {
        if (read.refused() || login.equals(NetworkEvent.Login.NONE)) {
            login = read;
            loginProtocol = protocol;
        }
    }

    Optional<NetworkEvent> finish() {
        if (loggedMicros == Timestamps.INVALID || eventType.isEmpty()) {
            return Optional.empty();
        }
        if (!declaredType.isEmpty() || !actualType.isEmpty()) {
            event.content(new NetworkEvent.Content(declaredType.toLowerCase(Locale.ROOT), actualType));
        }
        if (icmpType >= 0) {
            event.icmp(new NetworkEvent.Icmp(icmpType, Math.max(0, icmpCode)));
        }
        return Optional.of(event.loggedMicros(loggedMicros)
                .type(type(eventType.toLowerCase(Locale.ROOT)))
                .login(login)
                .dhcp(dhcpWithServer())
                .from(srcIp, srcPort)
                .to(dstIp, dstPort)
                .link(link.finish())
                .flow(flow.finish())
                .build());
    }

    /** Suricata does not tell the server's identifier; who has sent an offer is the server. */
    private NetworkEvent.Dhcp dhcpWithServer() {
        return dhcp.fromServer() && dhcp.server().equals(IpAddress.NONE)
                ? new NetworkEvent.Dhcp(
                        dhcp.messageType(), dhcp.client(), dhcp.assigned(), srcIp, dhcp.router(), dhcp.dnsServer())
                : dhcp;
    }

    /** A record of a log-in protocol is a log-in when it tells how that went. */
    private EventType type(String name) {
        return switch (name) {
            case "alert" -> EventType.ALERT;
            case "flow" -> EventType.FLOW;
            case "dns" -> EventType.DNS;
            case "http" -> EventType.HTTP;
            case "tls" -> EventType.TLS;
            case "ssh" -> EventType.SSH;
            case "arp" -> EventType.ARP;
            case "dhcp" -> EventType.DHCP;
            case "anomaly" -> EventType.ANOMALY;
            // A packet that was dropped is a flow that nobody has answered.
            case "drop" -> EventType.FLOW;
            default ->
                login.outcome() != NetworkEvent.Login.Outcome.NONE && loginProtocol.equals(name)
                        ? EventType.LOGIN
                        : EventType.OTHER;
        };
    }

    /** Addresses and VLAN tags of the frame come in two places. */
    static final class LinkDraft {
        MacAddress source = MacAddress.NONE;
        MacAddress destination = MacAddress.NONE;
        int vlan = -1;
        int innerVlan = -1;

        NetworkEvent.Link finish() {
            return source.isPresent() || destination.isPresent() || vlan >= 0
                    ? new NetworkEvent.Link(source, destination, vlan, innerVlan)
                    : NetworkEvent.Link.NONE;
        }
    }

    /** A flow and its TCP flags come in two objects. */
    static final class FlowDraft {
        long packetsToServer;
        long packetsToClient;
        long bytesToServer;
        long bytesToClient;
        long startMicros;
        long endMicros;
        String state = "";
        int flagsToServer = -1;
        int flagsToClient = -1;
        IpAddress initiatorIp = IpAddress.NONE;

        NetworkEvent.Flow finish() {
            if (packetsToServer == 0 && packetsToClient == 0 && startMicros == 0 && flagsToServer < 0) {
                return NetworkEvent.Flow.NONE;
            }
            return new NetworkEvent.Flow(
                    packetsToServer,
                    packetsToClient,
                    bytesToServer,
                    bytesToClient,
                    startMicros,
                    endMicros,
                    state,
                    flagsToServer,
                    flagsToClient,
                    initiatorIp);
        }
    }
}
