package com.hookprobe.qsecbit.detection.snort;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.NetworkEventBuilder;
import com.hookprobe.qsecbit.detection.PacketDirection;
import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.detection.read.Timestamps;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;

/** The parts of a Snort alert as they come. */
final class SnortDraft {
    private static final int PORT_MAX = 65_535;

    long epochMicros = Timestamps.INVALID;
    long stampMicros = Timestamps.INVALID;
    IpAddress srcIp = IpAddress.NONE;
    IpAddress dstIp = IpAddress.NONE;
    int srcPort;
    int dstPort;
    Transport transport = Transport.OTHER;
    String service = "";
    PacketDirection direction = PacketDirection.UNKNOWN;
    long sid;
    long ruleSid;
    String message = "";
    String category = "";
    int priority = 3;
    MacAddress source = MacAddress.NONE;
    MacAddress destination = MacAddress.NONE;
    int vlan = -1;
    int icmpType = -1;
    int icmpCode;
    int tcpFlags = -1;

    boolean isAlert() {
        return (epochMicros != Timestamps.INVALID || stampMicros != Timestamps.INVALID)
                && (sid != 0 || ruleSid != 0 || !message.isEmpty());
    }

    /** Address and port in one field; an address of its own, if there is one, is the same. */
    void source(String addressAndPort) {
        srcIp = address(addressAndPort);
        srcPort = port(addressAndPort);
    }

    void destination(String addressAndPort) {
        dstIp = address(addressAndPort);
        dstPort = port(addressAndPort);
    }

    NetworkEvent finish(String sensor) {
        NetworkEventBuilder event = NetworkEvent.builder()
                .sensor(sensor)
                .type(EventType.ALERT)
                .loggedMicros(timeMicros())
                .from(srcIp, srcPort)
                .to(dstIp, dstPort)
                .transport(transport)
                .appProto(service)
                .direction(direction)
                .alert(new NetworkEvent.Alert(
                        sid == 0 ? ruleSid : sid,
                        message,
                        category.equals("none") ? "" : category,
                        priority,
                        IpAddress.NONE,
                        IpAddress.NONE,
                        "",
                        ""));
        if (source.isPresent() || destination.isPresent() || vlan >= 0) {
            event.link(new NetworkEvent.Link(source, destination, vlan, -1));
        }
        if (icmpType >= 0) {
            event.icmp(new NetworkEvent.Icmp(icmpType, icmpCode));
        }
        if (tcpFlags >= 0) {
            event.flow(flow());
        }
        return event.build();
    }

    /** The seconds are right for sure; the stamp has the fraction, in the same second or in none that we know. */
    private long timeMicros() {
        if (epochMicros == Timestamps.INVALID) {
            return stampMicros;
        }
        return stampMicros == Timestamps.INVALID ? epochMicros : epochMicros + Math.floorMod(stampMicros, 1_000_000L);
    }

    /** The flags of the one packet that was alerted on; of the other side nothing is known. */
    private NetworkEvent.Flow flow() {
        boolean toServer = direction != PacketDirection.TO_CLIENT;
        return new NetworkEvent.Flow(
                0, 0, 0, 0, 0, 0, "", toServer ? tcpFlags : -1, toServer ? -1 : tcpFlags, IpAddress.NONE);
    }

    private static int lastColon(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("expected address:port, found \"" + text + '"');
        }
        return colon;
    }

    private static IpAddress address(String text) {
        String address = text.substring(0, lastColon(text));
        return address.isEmpty()
                ? IpAddress.NONE
                : IpAddress.parse(address)
                        .orElseThrow(() -> new IllegalArgumentException("expected an address, found " + address));
    }

    private static int port(String text) {
        int port = Integer.parseInt(text.substring(lastColon(text) + 1));
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("expected a port, found " + port);
        }
        return port;
    }
}
