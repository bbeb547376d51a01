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
import com.hookprobe.qsecbit.metric.Severity;
import java.util.List;
import java.util.Map;

/**
 * Finds hosts of ours that call a foreign service on time, as a program does that asks its controller for orders.
 *
 * <p>Much honest software does this too: clocks, update checks, mail, push services. What sets a beacon apart is that
 * few of our hosts call there. Besides, honest software mostly calls a server by its name at a port that everybody
 * knows: such a call is told as LOW, one to a bare address or at an odd port as more. A controller that is down is
 * called more often than any person would: many short calls within ten minutes at an odd port are enough.
 */
final class BeaconDetector implements Detector, Explainer {
    static final int PAIRS_MAX = 20_000;
    static final int SERVICES_MAX = 20_000;
    private static final int CLIENTS_MAX = 16;
    private static final int JUDGE_EVERY = 4;
    private static final long CALL_SPAN_MICROS = 600L * 1_000_000;
    private static final int CALL_BYTES_MAX = 20_000;
    private static final double COVERED_MIN = 0.5;
    private static final long FAST_INTERVAL_MICROS = 5L * 1_000_000;
    private static final long FAST_SPAN_MICROS = 45L * 1_000_000;
    private static final double FAST_SAMENESS = 0.9;

    static final Threshold CONNECTIONS = new Threshold(
            "beaconing.connections",
            16,
            6,
            CallHistory.CALLS_MAX,
            "connections",
            "of a host to one service before they are judged");
    static final Threshold MINUTES =
            new Threshold("beaconing.minutes", 60, 1, 10_080, "minutes", "from the first connection to the last");
    static final Threshold REGULARITY = new Threshold(
            "beaconing.regularity", 0.8, 0.5, 1, "of 1", "of the intervals by quartile skewness and median deviation");
    static final Threshold CLIENTS = new Threshold(
            "beaconing.clients", 3, 1, CLIENTS_MAX, "hosts", "of ours that call the same service at most");
    static final Threshold CALLS = new Threshold(
            "beaconing.calls", 30, 6, CallHistory.CALLS_MAX, "connections", "at an odd port within ten minutes");
    static final Threshold FAST = new Threshold(
            "beaconing.fast",
            20,
            6,
            CallHistory.CALLS_MAX,
            "connections",
            "all alike, one at least every five seconds");
    static final List<Threshold> THRESHOLDS = List.of(CONNECTIONS, MINUTES, REGULARITY, CLIENTS, CALLS, FAST);

    private final LocalNetworks local;
    private final int connectionsMin;
    private final long spanMinMicros;
    private final double regularityMin;
    private final int clientsMax;
    private final int callsMin;
    private final int fastMin;
    private final Finding finding = new Finding("beaconing", 0.9);
    private final Map<Pair, CallHistory> pairs = new LastUsedMap<>(PAIRS_MAX);
    private final Map<IpAddress, Service> services = new LastUsedMap<>(SERVICES_MAX);

    private record Pair(IpAddress client, IpAddress server, int port) {}

    private static final class Service {
        final RecentSet clients = new RecentSet(CLIENTS_MAX);
        boolean named;
    }

    BeaconDetector(LocalNetworks local, Thresholds thresholds) {
        this.local = local;
        connectionsMin = thresholds.count(CONNECTIONS);
        spanMinMicros = thresholds.count(MINUTES) * 60L * 1_000_000;
        regularityMin = thresholds.get(REGULARITY);
        clientsMax = thresholds.count(CLIENTS);
        callsMin = thresholds.count(CALLS);
        fastMin = thresholds.count(FAST);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        if (event.type() == EventType.TLS || event.type() == EventType.HTTP) {
            noteName(event);
            return;
        }
        if (event.type() != EventType.FLOW
                || (event.transport() != Transport.TCP && event.transport() != Transport.UDP)
                || LocalNetworks.isGroup(event.dstIp())
                || Contact.of(event) == Contact.NONE) {
            return;
        }
        Roles roles = Roles.of(event, local);
        if (!roles.initiatorLocal() || roles.responderLocal() || ServicePorts.isTimed(roles.responderPort())) {
            return;
        }
        Service service = services.computeIfAbsent(roles.responder(), ip -> new Service());
        service.clients.add(roles.initiator().hashCode(), event.timeMicros());
        Pair pair = new Pair(roles.initiator(), roles.responder(), roles.responderPort());
        CallHistory history = pairs.computeIfAbsent(pair, key -> new CallHistory());
        NetworkEvent.Flow flow = event.flow();
        int clientPort = event.srcIp().equals(roles.initiator()) ? event.srcPort() : event.dstPort();
        boolean counted = history.add(event.timeMicros(), clientPort, flow.bytesToServer() + flow.bytesToClient());
        if (counted
                && history.size() >= Math.min(Math.min(connectionsMin, callsMin), fastMin)
                && history.sinceJudged >= JUDGE_EVERY
                && service.clients.size() <= clientsMax) {
            history.sinceJudged = 0;
            judge(history, service, roles, event, out);
        }
    }

    @Override
    public String explain(NetworkEvent event) {
        if (event.type() != EventType.FLOW) {
            return "";
        }
        Roles roles = Roles.of(event, local);
        CallHistory history = pairs.get(new Pair(roles.initiator(), roles.responder(), roles.responderPort()));
        if (history == null) {
            return "";
        }
        if (history.size() < 3) {
            return history.size() + " calls of " + roles.initiator() + ", " + connectionsMin + " are judged";
        }
        CallHistory.View view = history.view();
        long lastedMicros = view.firstMicros() + view.spanMicros() - view.sinceMicros();
        return history.calls + " calls in " + lastedMicros / 60_000_000 + " minutes (" + connectionsMin + " in "
                + spanMinMicros / 60_000_000 + " are judged), regularity " + Math.round(100 * view.regularity())
                + " of 100, " + Math.round(100 * regularityMin) + " is suspicious";
    }

    private void noteName(NetworkEvent event) {
        boolean tls = event.type() == EventType.TLS;
        String name = tls ? event.tls().sni() : event.http().host();
        if (name.isEmpty() || !Character.isLetter(name.charAt(name.length() - 1))) {
            return;
        }
        boolean trusted = !tls
                || (!event.tls().subject().equals(event.tls().issuer())
                        || event.tls().issuer().isEmpty());
        if (trusted && !local.contains(event.dstIp())) {
            services.computeIfAbsent(event.dstIp(), ip -> new Service()).named = true;
        }
    }

    private void judge(CallHistory history, Service service, Roles roles, NetworkEvent event, DetectionSink out) {
        CallHistory.View view = history.view();
        boolean regular = view.regularity() >= regularityMin && view.covered() >= COVERED_MIN;
        if (!regular || history.calls < 2L * history.reportedCalls) {
            return;
        }
        boolean odd = ServicePorts.isOdd(roles.responderPort());
        // Of a fast beacon the calls that are kept are fewer than those of an hour.
        long lastedMicros = view.firstMicros() + view.spanMicros() - view.sinceMicros();
        boolean beacon = view.calls() >= connectionsMin && lastedMicros >= spanMinMicros;
        boolean calls = odd
                && view.calls() >= callsMin
                && view.spanMicros() <= CALL_SPAN_MICROS
                && view.medianBytes() <= CALL_BYTES_MAX;
        // Honest software that has so much to ask keeps its connection.
        boolean fast = event.transport() == Transport.TCP
                && view.calls() >= fastMin
                && view.intervalMicros() <= FAST_INTERVAL_MICROS
                && view.spanMicros() >= FAST_SPAN_MICROS
                && view.sameness() >= FAST_SAMENESS;
        if (!beacon && !calls && !fast) {
            return;
        }
        history.reportedCalls = (int) Math.min(Integer.MAX_VALUE, history.calls);
        // Devices register by UDP with a service of their maker, on time and for years.
        boolean plain = (service.named && !odd && !fast) || event.transport() == Transport.UDP;
        double confidence = plain ? 0.4 : 0.45 + 0.2 * view.regularity() + 0.1 * view.sameness() + (odd ? 0.1 : 0);
        out.accept(finding.of(
                AttackKind.BEACONING,
                roles,
                roles.responder(),
                plain ? Severity.LOW : odd ? Severity.HIGH : Severity.MEDIUM,
                confidence,
                event,
                beacon ? view.sinceMicros() : view.firstMicros(),
                history.calls + " calls to port " + roles.responderPort() + ", every "
                        + seconds(view.intervalMicros()) + " s, regularity " + Math.round(100 * view.regularity())
                        + " of 100, about " + view.medianBytes() + " bytes each",
                history.calls));
    }

    private static String seconds(long micros) {
        long tenths = micros / 100_000;
        return tenths >= 100 ? Long.toString(tenths / 10) : tenths / 10 + "." + tenths % 10;
    }
}
