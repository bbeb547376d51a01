package com.hookprobe.qsecbit.detection;

import com.hookprobe.qsecbit.metric.IpAddress;

/**
 * Who opened the connection of an event, and on which side our own hosts are.
 *
 * <p>The source of an event is not always the one who began: an alert on an answer names the server first, and a sensor
 * that starts in the middle of a flow takes whoever speaks first for the client. Banning the wrong side would cut off a
 * name server or a web site, so the evidence is taken in this order: the initiator that an embedded flow names, the
 * direction of the packet, the absence of any answer so far, and last the ports.
 *
 * @param initiator who began
 * @param responder the other side
 * @param responderPort the port at the other side
 * @param initiatorLocal true when the initiator is one of our hosts
 * @param responderLocal true when the responder is one of our hosts
 */
public record Roles(
        IpAddress initiator, IpAddress responder, int responderPort, boolean initiatorLocal, boolean responderLocal) {
    private static final int SERVICE_PORT_MAX = 1023;
    private static final int CLIENT_PORT_MIN = 32_768;
    private static final int TCP_SYN = 0x02;

    /** The sides of an event. */
    public static Roles of(NetworkEvent event, LocalNetworks local) {
        boolean forward = srcBegan(event);
        IpAddress initiator = forward ? event.srcIp() : event.dstIp();
        IpAddress responder = forward ? event.dstIp() : event.srcIp();
        return new Roles(
                initiator,
                responder,
                forward ? event.dstPort() : event.srcPort(),
                local.contains(initiator),
                local.contains(responder));
    }

    /** Who attacks, in the place of who began, of an alert: as the rule says by its target, else {@link #of}. */
    public static Roles ofAlert(NetworkEvent event, LocalNetworks local) {
        IpAddress named = event.alert().sourceIp();
        IpAddress target = event.alert().targetIp();
        boolean known = !named.isUnspecified()
                && !target.isUnspecified()
                && (named.equals(event.srcIp()) || named.equals(event.dstIp()))
                && (target.equals(event.srcIp()) || target.equals(event.dstIp()));
        if (!known && event.alert().signature().contains("ATTACK_RESPONSE")) {
            // The packet is what an attacked host sends back: the attacker is where it goes.
            return new Roles(
                    event.dstIp(),
                    event.srcIp(),
                    event.srcPort(),
                    local.contains(event.dstIp()),
                    local.contains(event.srcIp()));
        }
        if (!known) {
            return of(event, local);
        }
        int port = target.equals(event.dstIp()) ? event.dstPort() : event.srcPort();
        return new Roles(named, target, port, local.contains(named), local.contains(target));
    }

    /** True when a connection comes from outside to one of our hosts, or nobody knows which side is ours. */
    public boolean inbound() {
        return !initiatorLocal;
    }

    /** From a port where servers listen to one that systems give to clients (from 32768 or 49152 up). */
    private static boolean isAnswerByPorts(int srcPort, int dstPort) {
        if (srcPort == 0 || dstPort <= SERVICE_PORT_MAX) {
            return false;
        }
        return srcPort <= SERVICE_PORT_MAX || (srcPort < CLIENT_PORT_MIN && dstPort >= CLIENT_PORT_MIN);
    }

    private static boolean srcBegan(NetworkEvent event) {
        NetworkEvent.Flow flow = event.flow();
        if (!flow.initiatorIp().equals(IpAddress.NONE)) {
            return flow.initiatorIp().equals(event.srcIp());
        }
        if (event.type() == EventType.ALERT) {
            if (event.direction() != PacketDirection.UNKNOWN) {
                return event.direction() == PacketDirection.TO_SERVER;
            }
            if (flow.packetsToServer() > 0 && flow.packetsToClient() == 0) {
                // Only one side has spoken yet, and the packet that is alerted on is of that side.
                return true;
            }
        } else if (event.type() == EventType.FLOW
                && (flow.flagsToServer() & TCP_SYN) != 0
                && flow.flagsToServer() > 0) {
            return true;
        } else if (event.type() == EventType.HTTP || event.type() == EventType.TLS || event.type() == EventType.SSH) {
            // The parser of the sensor has found the client by the protocol itself.
            return true;
        }
        return !isAnswerByPorts(event.srcPort(), event.dstPort());
    }
}
