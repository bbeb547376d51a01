package com.hookprobe.qsecbit.federation.tool.behaviour;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.federation.core.fingerprint.DnsShape;
import com.hookprobe.qsecbit.federation.core.fingerprint.FlowFacts;
import com.hookprobe.qsecbit.federation.core.fingerprint.FlowOutcome;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Makes of a sensor's events what fingerprints are made of: flows, with what DNS and TLS events tell about them. */
final class FlowAdapter {
    private static final int RST = 0x04;
    private static final int REFUSAL_PACKETS_MAX = 2;
    private static final int HEX = 16;
    private static final int CLASS_DIGITS = 4;

    /** Zeek's and Suricata's words for flows that nobody answered, and for refused ones. */
    private static final Set<String> SILENT = Set.of("s0", "sh", "rstos0", "new");

    private static final Set<String> REFUSED = Set.of("rej");

    private record Ends(IpAddress source, int sourcePort, IpAddress destination, int destinationPort) {
        static Ends of(NetworkEvent event) {
            return new Ends(event.srcIp(), event.srcPort(), event.dstIp(), event.dstPort());
        }
    }

    private final Map<Ends, String> names = new HashMap<>();
    private final Map<Ends, Integer> tlsClasses = new HashMap<>();
    private final Map<IpAddress, Long> peers = new HashMap<>();

    private FlowAdapter() {}

    /** The flows by the host that opened them. */
    static Map<IpAddress, List<FlowFacts>> flows(List<NetworkEvent> events) {
        FlowAdapter adapter = new FlowAdapter();
        events.forEach(adapter::learn);
        Map<IpAddress, List<FlowFacts>> byHost = new TreeMap<>();
        for (NetworkEvent event : events) {
            if (event.type() == EventType.FLOW && event.flow().isPresent() && event.timeMicros() >= 0) {
                byHost.computeIfAbsent(event.srcIp(), host -> new ArrayList<>()).add(adapter.facts(event));
            }
        }
        return byHost;
    }

    private void learn(NetworkEvent event) {
        if (event.type() == EventType.DNS && event.dns().query()) {
            names.putIfAbsent(Ends.of(event), event.dns().name());
        } else if (event.type() == EventType.TLS) {
            tlsClasses.putIfAbsent(Ends.of(event), tlsClass(event.tls().ja3()));
        }
    }

    private FlowFacts facts(NetworkEvent event) {
        NetworkEvent.Flow flow = event.flow();
        Ends ends = Ends.of(event);
        String name = names.get(ends);
        return new FlowFacts(
                event.timeMicros(),
                peers.computeIfAbsent(event.dstIp(), fresh -> (long) peers.size()),
                protocol(event),
                Math.max(0, event.icmp().type() >= 0 ? event.icmp().type() : event.dstPort()),
                outcome(flow),
                flow.bytesToServer(),
                flow.bytesToClient(),
                flow.packetsToServer(),
                flow.packetsToClient(),
                flow.durationMicros(),
                name == null ? DnsShape.NONE : DnsShape.of(name),
                tlsClasses.getOrDefault(ends, 0));
    }

    private static int protocol(NetworkEvent event) {
        return switch (event.transport()) {
            case TCP -> 6;
            case UDP -> 17;
            case ICMP -> 1;
            case OTHER -> 255;
        };
    }

    private static FlowOutcome outcome(NetworkEvent.Flow flow) {
        boolean reset = flow.flagsToClient() >= 0 && (flow.flagsToClient() & RST) != 0;
        if (REFUSED.contains(flow.state()) || (reset && flow.packetsToClient() <= REFUSAL_PACKETS_MAX)) {
            return FlowOutcome.REFUSED;
        }
        return flow.packetsToClient() == 0 || SILENT.contains(flow.state()) ? FlowOutcome.SILENT : FlowOutcome.ANSWERED;
    }

    private static int tlsClass(String ja3) {
        boolean told =
                ja3.length() >= CLASS_DIGITS && ja3.substring(0, CLASS_DIGITS).matches("[0-9a-f]+");
        return told ? Integer.parseInt(ja3.substring(0, CLASS_DIGITS), HEX) : 0;
    }
}
