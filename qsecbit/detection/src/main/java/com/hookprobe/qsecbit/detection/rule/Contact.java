package com.hookprobe.qsecbit.detection.rule;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;

/**
 * How a connection ended for the one who opened it.
 *
 * <p>The TCP flags decide when the sensor tells them: without a SYN from the server nobody opened the door; a SYN and a
 * RST from the client with no data is a half-open scan. Without flags the packets decide.
 */
enum Contact {
    /** Nobody answered, or the answer was a refusal. */
    FAILED,
    /** The door was opened, and nothing was said. */
    EMPTY,
    /** Data went over. */
    SERVED,
    /** Only that there was a packet. */
    UNKNOWN,
    /** No attempt to open anything: an answer, or a flow caught in its middle. */
    NONE;

    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int PSH = 0x08;
    private static final int ACK = 0x10;
    private static final int PROBE_PACKETS_MAX = 4;
    private static final int PROBE_BYTES_PER_PACKET_MAX = 80;
    private static final int SERVICE_PORT_MAX = 1023;

    static Contact of(NetworkEvent event) {
        NetworkEvent.Flow flow = event.flow();
        if (event.type() == EventType.ALERT) {
            return isAnswerByPorts(event) && flow.packetsToClient() > 0 ? NONE : UNKNOWN;
        }
        if (event.type() != EventType.FLOW || !flow.isPresent()) {
            return NONE;
        }
        return switch (event.transport()) {
            case TCP -> tcp(event, flow);
            case UDP -> isAnswerByPorts(event) ? NONE : flow.packetsToClient() == 0 ? FAILED : SERVED;
            case ICMP -> flow.packetsToClient() == 0 ? FAILED : SERVED;
            case OTHER -> NONE;
        };
    }

    private static Contact tcp(NetworkEvent event, NetworkEvent.Flow flow) {
        int toServer = flow.flagsToServer();
        int toClient = flow.flagsToClient();
        if (toServer > 0 && toClient >= 0) {
            boolean opened = (toServer & SYN) != 0;
            boolean answered = (toClient & SYN) != 0;
            if (!opened) {
                // FIN, NULL and Xmas scans come without a SYN; a longer flow is one caught in its middle.
                boolean oddScan = (toServer & ACK) == 0 && flow.packetsToServer() <= PROBE_PACKETS_MAX;
                return oddScan && (toServer & RST) == 0 ? FAILED : NONE;
            }
            if (!answered) {
                // SYN with ACK from the "client" is the answer to a forged or forgotten SYN.
                return (toServer & ACK) != 0 && (toClient & ACK) == 0 ? NONE : FAILED;
            }
            boolean data = ((toServer | toClient) & PSH) != 0;
            return data ? SERVED : EMPTY;
        }
        if (isAnswerByPorts(event)) {
            return NONE;
        }
        if (flow.packetsToClient() == 0) {
            return FAILED;
        }
        long packets = flow.packetsToServer() + flow.packetsToClient();
        boolean small = packets <= PROBE_PACKETS_MAX
                && flow.bytesToServer() + flow.bytesToClient() <= packets * PROBE_BYTES_PER_PACKET_MAX;
        return small ? FAILED : SERVED;
    }

    /** From a well-known port to a high one: the answer of a server whose question the sensor has missed. */
    private static boolean isAnswerByPorts(NetworkEvent event) {
        return event.srcPort() > 0 && event.srcPort() <= SERVICE_PORT_MAX && event.dstPort() > SERVICE_PORT_MAX;
    }

    /** True when nothing was learnt or served: what a scan mostly meets. */
    boolean isFruitless() {
        return this == FAILED || this == EMPTY;
    }
}
