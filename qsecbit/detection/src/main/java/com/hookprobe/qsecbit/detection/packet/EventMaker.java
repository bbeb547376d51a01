package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.NetworkEventBuilder;
import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Makes events of packets and flows, and passes them on up to a number per second and type: an attacker decides how many
 * there could be.
 */
final class EventMaker {
    /** Events of one type per second of event time. */
    static final int PER_SECOND_MAX = 20_000;
    /** Of flows that nobody answered, which cost an attacker one packet each. */
    static final int UNANSWERED_PER_SECOND_MAX = 2_000;

    private static final int TYPES = EventType.values().length;

    private final String sensor;
    private final FlowTable flows;
    private final Consumer<NetworkEvent> out;
    private final int[] told = new int[TYPES + 1];
    private long second;
    private long events;
    private long untold;

    EventMaker(String sensor, FlowTable flows, Consumer<NetworkEvent> out) {
        this.sensor = sensor;
        this.flows = flows;
        this.out = out;
    }

    long events() {
        return events;
    }

    long untold() {
        return untold;
    }

    /** True when there is still room for an event of the type in this second; asked once for each event. */
    boolean allows(EventType type, long micros) {
        return allows(type.ordinal(), PER_SECOND_MAX, micros);
    }

    boolean allowsUnanswered(long micros) {
        return allows(TYPES, UNANSWERED_PER_SECOND_MAX, micros);
    }

    private boolean allows(int index, int max, long micros) {
        long now = micros / 1_000_000;
        if (now != second) {
            second = now;
            Arrays.fill(told, 0);
        }
        if (told[index] >= max) {
            untold++;
            return false;
        }
        told[index]++;
        return true;
    }

    void tell(NetworkEventBuilder builder) {
        events++;
        out.accept(builder.build());
    }

    /** An event of a packet, from its source to its destination. */
    NetworkEventBuilder of(EventType type, Packet p) {
        NetworkEventBuilder builder = NetworkEvent.builder()
                .type(type)
                .loggedMicros(p.timeMicros)
                .sensor(sensor)
                .transport(transport(p.ipProtocol))
                .link(link(p));
        if (p.ipVersion != 0) {
            builder.from(p.source(), p.srcPort).to(p.destination(), p.dstPort);
        }
        return p.flow >= 0 ? builder.flowId(flows.id(p.flow)) : builder;
    }

    /** An event of a flow, from the one who began it. */
    NetworkEventBuilder ofFlow(EventType type, int slot, long micros) {
        return NetworkEvent.builder()
                .type(type)
                .loggedMicros(micros)
                .sensor(sensor)
                .flowId(flows.id(slot))
                .transport(transport(flows.protocol(slot)))
                .appProto(flows.app(slot).text())
                .from(address(slot, 0), flows.port(slot, 0))
                .to(address(slot, 1), flows.port(slot, 1));
    }

    IpAddress address(int slot, int side) {
        return new IpAddress(flows.high(slot, side), flows.low(slot, side));
    }

    static Transport transport(int protocol) {
        return switch (protocol) {
            case Packet.TCP -> Transport.TCP;
            case Packet.UDP -> Transport.UDP;
            case Packet.ICMP, Packet.ICMP6 -> Transport.ICMP;
            default -> Transport.OTHER;
        };
    }

    private static NetworkEvent.Link link(Packet p) {
        if (p.srcMac < 0 && p.dstMac < 0 && p.vlan < 0) {
            return NetworkEvent.Link.NONE;
        }
        return new NetworkEvent.Link(new MacAddress(p.srcMac), new MacAddress(p.dstMac), p.vlan, p.innerVlan);
    }
}
