package com.hookprobe.qsecbit.model;

import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Roles;
import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.metric.IpAddress;

/**
 * One connection as a sensor sums it up, whichever sensor.
 *
 * @param timeMicros when it began, microseconds since the epoch
 * @param source who opened it
 * @param sourcePort his port
 * @param responder the other side
 * @param port the port there; of ICMP the type
 * @param durationMicros how long it lasted, at least 0
 * @param sourceBytes from him, at least 0, and so on
 */
public record Connection(
        long timeMicros,
        IpAddress source,
        int sourcePort,
        IpAddress responder,
        int port,
        Transport transport,
        ConnectionState state,
        long durationMicros,
        long sourceBytes,
        long responderBytes,
        long sourcePackets,
        long responderPackets) {

    /** Of a flow event, with the sides as {@link Roles} has them. */
    public static Connection of(NetworkEvent event, Roles roles) {
        NetworkEvent.Flow flow = event.flow();
        boolean forward = roles.initiator().equals(event.srcIp());
        boolean icmp = event.transport() == Transport.ICMP && event.icmp().type() >= 0;
        return new Connection(
                event.timeMicros(),
                roles.initiator(),
                forward ? event.srcPort() : event.dstPort(),
                roles.responder(),
                icmp ? event.icmp().type() : roles.responderPort(),
                event.transport(),
                ConnectionState.of(event),
                flow.durationMicros(),
                Math.max(0, forward ? flow.bytesToServer() : flow.bytesToClient()),
                Math.max(0, forward ? flow.bytesToClient() : flow.bytesToServer()),
                Math.max(0, forward ? flow.packetsToServer() : flow.packetsToClient()),
                Math.max(0, forward ? flow.packetsToClient() : flow.packetsToServer()));
    }

    boolean sameService(Connection other) {
        return port == other.port && transport == other.transport;
    }
}
