package com.hookprobe.qsecbit.detection.rule;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.Explainer;
import com.hookprobe.qsecbit.detection.Finding;
import com.hookprobe.qsecbit.detection.LastUsedMap;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Roles;
import com.hookprobe.qsecbit.detection.Threshold;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.detection.Transport;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.List;
import java.util.Map;

/**
 * Finds floods in flow records: many flows within ten seconds that one target did not answer, at one port for TCP and at
 * any port for UDP and ICMP; and single flows of more packets per second than a program has reason to send.
 *
 * <p>A busy server answers, a scan goes to many ports or hosts: neither counts. The sources of a flood are mostly
 * forged, so one is named only when it sent four fifths of the flows; else the detection has only its target.
 */
final class FlowFloodDetector implements Detector, Explainer {
    static final int TARGETS_MAX = 10_000;
    private static final long SECOND_MICROS = 1_000_000;
    private static final long ONE_SIDED = 20;
    private static final int SECONDS_OF_FLOOD_MIN = 5;

    static final Threshold SYN_FLOWS = new Threshold(
            "flow-flood.syn-flows", 1000, 20, 1_000_000, "flows", "without an answer to one port within ten seconds");
    static final Threshold UDP_FLOWS = new Threshold(
            "flow-flood.udp-flows", 2000, 20, 1_000_000, "flows", "without an answer to one host within ten seconds");
    static final Threshold ICMP_FLOWS = new Threshold(
            "flow-flood.icmp-flows", 1000, 20, 1_000_000, "flows", "without an answer to one host within ten seconds");
    static final Threshold PACKETS = new Threshold(
            "flow-flood.packets", 10_000, 100, 10_000_000, "per second", "packets of one one-sided UDP flow");
    static final Threshold PINGS =
            new Threshold("flow-flood.pings", 500, 10, 10_000_000, "per second", "packets of one ICMP flow");
    static final List<Threshold> THRESHOLDS = List.of(SYN_FLOWS, UDP_FLOWS, ICMP_FLOWS, PACKETS, PINGS);

    private final LocalNetworks local;
    private final int synFlows;
    private final int udpFlows;
    private final int icmpFlows;
    private final int packetsPerSecond;
    private final int pingsPerSecond;
    private final Finding finding = new Finding("flow-flood", 0.95);
    private final Map<Target, FlowRate> targets = new LastUsedMap<>(TARGETS_MAX);

    private record Target(IpAddress host, int port, Transport transport) {}

    FlowFloodDetector(LocalNetworks local, Thresholds thresholds) {
        this.local = local;
        synFlows = thresholds.count(SYN_FLOWS);
        udpFlows = thresholds.count(UDP_FLOWS);
        icmpFlows = thresholds.count(ICMP_FLOWS);
        packetsPerSecond = thresholds.count(PACKETS);
        pingsPerSecond = thresholds.count(PINGS);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        if (event.type() != EventType.FLOW
                || LocalNetworks.isGroup(event.dstIp())
                || LocalNetworks.isGroup(event.srcIp())) {
            return;
        }
        if (event.transport() == Transport.UDP || event.transport() == Transport.ICMP) {
            oneFlow(event, out);
        }
        if (Contact.of(event) != Contact.FAILED) {
            return;
        }
        Roles roles = Roles.of(event, local);
        FlowRate rate = targets.computeIfAbsent(target(event, roles), key -> new FlowRate());
        int flows = rate.add(event.timeMicros(), roles.initiator());
        if (flows >= limit(event.transport()) && flows >= rate.nextReport) {
            rate.nextReport = 2L * flows;
            report(
                    kind(event.transport()),
                    rate.mainSource(),
                    flows,
                    flows + " flows without an answer within ten seconds" + port(event.transport(), roles),
                    event.timeMicros() - FlowRate.WINDOW_SECONDS * SECOND_MICROS,
                    roles,
                    event,
                    out);
        }
    }

    @Override
    public String explain(NetworkEvent event) {
        if (event.type() != EventType.FLOW || Contact.of(event) != Contact.FAILED) {
            return "";
        }
        return "a flow without an answer; " + limit(event.transport())
                + " to one target within ten seconds are a flood";
    }

    private void oneFlow(NetworkEvent event, DetectionSink out) {
        NetworkEvent.Flow flow = event.flow();
        boolean udp = event.transport() == Transport.UDP;
        long perSecond = udp ? packetsPerSecond : pingsPerSecond;
        long packets = Math.max(flow.packetsToServer(), flow.packetsToClient());
        if (packets < SECONDS_OF_FLOOD_MIN * perSecond) {
            return;
        }
        long answers = Math.min(flow.packetsToServer(), flow.packetsToClient());
        long rate = (long) (packets / (Math.max(SECOND_MICROS, flow.durationMicros()) / (double) SECOND_MICROS));
        if (rate < perSecond || (udp && packets < ONE_SIDED * answers)) {
            return;
        }
        Roles roles = Roles.of(event, local);
        report(
                kind(event.transport()),
                roles.initiator(),
                rate,
                rate + " packets per second in one flow" + port(event.transport(), roles),
                event.timeMicros(),
                roles,
                event,
                out);
    }

    private void report(
            AttackKind kind,
            IpAddress source,
            double number,
            String evidence,
            long firstMicros,
            Roles roles,
            NetworkEvent event,
            DetectionSink out) {
        int limit = limit(event.transport());
        out.accept(finding.make(
                kind,
                source,
                MacAddress.NONE,
                roles.responder(),
                number >= 3.0 * limit ? Severity.HIGH : Severity.MEDIUM,
                0.65 + Math.min(0.2, number / (20.0 * limit)),
                firstMicros,
                event.timeMicros(),
                evidence,
                number,
                event.sensor(),
                !source.isUnspecified() && roles.initiatorLocal()));
    }

    private Target target(NetworkEvent event, Roles roles) {
        int port = event.transport() == Transport.TCP ? roles.responderPort() : 0;
        return new Target(roles.responder(), port, event.transport());
    }

    private int limit(Transport transport) {
        return switch (transport) {
            case UDP -> udpFlows;
            case ICMP -> icmpFlows;
            default -> synFlows;
        };
    }

    private static AttackKind kind(Transport transport) {
        return switch (transport) {
            case UDP -> AttackKind.UDP_FLOOD;
            case ICMP -> AttackKind.ICMP_FLOOD;
            default -> AttackKind.SYN_FLOOD;
        };
    }

    private static String port(Transport transport, Roles roles) {
        return transport == Transport.ICMP ? "" : " to port " + roles.responderPort();
    }
}
