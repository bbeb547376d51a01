package com.hookprobe.qsecbit.detection;

import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.Locale;
import java.util.Optional;

/** The parts of a record as they come. */
final class Draft {
    final NetworkEventBuilder event = NetworkEvent.builder();
    final FlowDraft flow = new FlowDraft();
    long loggedMicros = Timestamps.INVALID;
    String eventType = "";
    IpAddress srcIp = IpAddress.NONE;
    IpAddress dstIp = IpAddress.NONE;
    int srcPort;
    int dstPort;
    boolean authFailed;

    Draft(String sensor) {
        event.sensor(sensor);
    }

    void sensor(String name) {
        if (!name.isEmpty()) {
            event.sensor(name);
        }
    }

    Optional<NetworkEvent> finish() {
        if (loggedMicros == Timestamps.INVALID || eventType.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(event.loggedMicros(loggedMicros)
                .type(EventType.of(eventType.toLowerCase(Locale.ROOT)))
                .from(srcIp, srcPort)
                .to(dstIp, dstPort)
                .authFailed(authFailed)
                .flow(flow.finish())
                .build());
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
