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
import java.util.Set;

/**
 * Finds scans: many ports of a host, one port of many hosts, both fast (five minutes) and slow (a day), and single
 * knocks at doors that only intruders try.
 *
 * <p>Why outcomes count: a scanner does not know what is there, so most of its first contacts fail, while a client goes
 * where it was sent and is served. This is the idea of Threshold Random Walk (Jung, Paxson, Berger, Balakrishnan 2004):
 * each distinct door that fails makes "scanner" more likely, each that serves less. With its usual figures (a scanner
 * succeeds in one of five first contacts, a client in four of five, error 1 in 100) four failures in a row decide. We
 * ask for five, since a client may meet a service that is down, and for two more for each door that served.
 *
 * <p>Our own hosts get higher thresholds: file sharing and a laptop that comes home look like slow scans.
 */
final class PortScanDetector implements Detector, Explainer {
    static final int SOURCES_MAX = 20_000;
    private static final long FAST_MICROS = 300L * 1_000_000;
    private static final long SLOW_MICROS = 24L * 3600 * 1_000_000;
    private static final long REPORT_MICROS = 60L * 1_000_000;
    private static final int CERTAIN_DOORS = 60;
    private static final int SYSTEM_PORT_MAX = 1023;
    private static final int TRACEROUTE_FIRST = 33_434;
    private static final int TRACEROUTE_LAST = 33_534;
    static final Threshold PORTS_REMOTE =
            new Threshold("port-scan.ports-remote", 12, 3, 128, "ports", "of one host, by a source from outside");
    static final Threshold HOSTS_REMOTE =
            new Threshold("port-scan.hosts-remote", 10, 3, 128, "hosts", "at one port, by a source from outside");
    static final Threshold DOORS_REMOTE =
            new Threshold("port-scan.doors-remote", 20, 3, 128, "doors", "of all hosts, by a source from outside");
    static final Threshold PORTS_LOCAL =
            new Threshold("port-scan.ports-local", 15, 3, 128, "ports", "of one host, by one of ours");
    static final Threshold HOSTS_LOCAL =
            new Threshold("port-scan.hosts-local", 25, 3, 128, "hosts", "at one port, by one of ours");
    static final Threshold FAILED_HOSTS_LOCAL = new Threshold(
            "port-scan.failed-hosts-local",
            8,
            3,
            128,
            "hosts",
            "at one port that did not answer one of ours, a third of all");
    static final Threshold SLOW_FAILURES =
            new Threshold("port-scan.slow-failures", 5, 2, 128, "doors", "fruitless within a day, from outside");
    static final Threshold REPEATED_KNOCKS =
            new Threshold("port-scan.knocks", 4, 2, 10_000, "knocks", "that failed, of a source that was never served");
    static final List<Threshold> THRESHOLDS = List.of(
            PORTS_REMOTE,
            HOSTS_REMOTE,
            DOORS_REMOTE,
            PORTS_LOCAL,
            HOSTS_LOCAL,
            FAILED_HOSTS_LOCAL,
            SLOW_FAILURES,
            REPEATED_KNOCKS);

    /** Doors that are open by mistake if at all: remote shells, file shares, databases, device management. */
    private static final Set<Integer> TRAP_PORTS = Set.of(
            21, 22, 23, 69, 102, 111, 135, 137, 139, 161, 389, 445, 502, 512, 513, 514, 623, 873, 1080, 1099, 1433,
            1434, 1521, 1723, 1883, 1900, 1911, 2222, 2323, 2375, 2376, 2379, 3128, 3306, 3389, 3390, 4444, 4786, 5038,
            5060, 5353, 5432, 5555, 5601, 5672, 5900, 5901, 5984, 5985, 5986, 6379, 6443, 7001, 7547, 8009, 8291, 8545,
            8728, 9000, 9001, 9042, 9100, 9200, 9300, 10250, 11211, 20000, 27017, 37215, 37777, 44818, 47808, 49152,
            50070, 52869, 60001);

    private final LocalNetworks local;
    private final int portsRemote;
    private final int hostsRemote;
    private final int doorsRemote;
    private final int portsLocal;
    private final int hostsLocal;
    private final int failedHostsLocal;
    private final int slowFailures;
    private final int repeatedKnocks;
    private final Finding finding = new Finding("port-scan", 0.95);
    private final Map<IpAddress, State> sources = new LastUsedMap<>(SOURCES_MAX);

    private static final class State {
        final ScanHistory history = new ScanHistory();
        long reportedMicros;
        AttackKind reported = AttackKind.IDS_ALERT;
        int reportedDoors;
    }

    PortScanDetector(LocalNetworks local, Thresholds thresholds) {
        this.local = local;
        portsRemote = thresholds.count(PORTS_REMOTE);
        hostsRemote = thresholds.count(HOSTS_REMOTE);
        doorsRemote = thresholds.count(DOORS_REMOTE);
        portsLocal = thresholds.count(PORTS_LOCAL);
        hostsLocal = thresholds.count(HOSTS_LOCAL);
        failedHostsLocal = thresholds.count(FAILED_HOSTS_LOCAL);
        slowFailures = thresholds.count(SLOW_FAILURES);
        repeatedKnocks = thresholds.count(REPEATED_KNOCKS);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        if (event.type() != EventType.FLOW && event.type() != EventType.ALERT) {
            return;
        }
        if (LocalNetworks.isGroup(event.dstIp()) || LocalNetworks.isGroup(event.srcIp())) {
            return;
        }
        Contact outcome = Contact.of(event);
        if (outcome == Contact.NONE) {
            return;
        }
        Roles roles = Roles.of(event, local);
        if (isTraceroute(event, roles.responderPort())) {
            return;
        }
        if (event.type() == EventType.ALERT && roles.initiatorLocal()) {
            return;
        }
        State state = sources.computeIfAbsent(roles.initiator(), ip -> new State());
        boolean newDoor = state.history.add(roles.responder(), roles.responderPort(), event.timeMicros(), outcome);
        if (roles.inbound()) {
            if (newDoor) {
                remoteScan(state, roles, event, out);
            }
            probe(state, roles, outcome, event, out);
        } else if (newDoor) {
            localScan(state, roles, event, out);
        }
    }

    @Override
    public String explain(NetworkEvent event) {
        if (event.type() != EventType.FLOW && event.type() != EventType.ALERT) {
            return "";
        }
        Roles roles = Roles.of(event, local);
        State state = sources.get(roles.initiator());
        if (state == null) {
            return "";
        }
        ScanHistory.View view =
                state.history.around(roles.responder(), roles.responderPort(), event.timeMicros(), FAST_MICROS);
        boolean remote = roles.inbound();
        return "in 5 minutes " + view.portsOfHost() + " ports of this host (" + (remote ? portsRemote : portsLocal)
                + " are a scan), " + view.hostsOfPort() + " hosts at this port (" + (remote ? hostsRemote : hostsLocal)
                + "), " + view.fruitless() + " of " + view.doors() + " doors fruitless; this one " + Contact.of(event);
    }

    int sources() {
        return sources.size();
    }

    private void remoteScan(State state, Roles roles, NetworkEvent event, DetectionSink out) {
        ScanHistory.View fast =
                state.history.around(roles.responder(), roles.responderPort(), event.timeMicros(), FAST_MICROS);
        boolean suspicious = 2 * fast.fruitless() >= fast.doors();
        if (suspicious && fast.hostsOfPort() >= hostsRemote && fast.hostsOfPort() > fast.portsOfHost()) {
            report(state, AttackKind.HOST_SWEEP, Severity.MEDIUM, fast, fast.hostsOfPort(), roles, event, out);
        } else if (suspicious && (fast.portsOfHost() >= portsRemote || fast.doors() >= doorsRemote)) {
            Severity severity = fast.doors() >= CERTAIN_DOORS ? Severity.HIGH : Severity.MEDIUM;
            report(state, AttackKind.PORT_SCAN, severity, fast, fast.doors(), roles, event, out);
        } else {
            ScanHistory.View slow =
                    state.history.around(roles.responder(), roles.responderPort(), event.timeMicros(), SLOW_MICROS);
            if (slow.fruitless() >= Math.max(slowFailures, 4 + 2 * slow.served())) {
                report(state, AttackKind.PORT_SCAN, Severity.MEDIUM, slow, slow.fruitless(), roles, event, out);
            }
        }
    }

    private void localScan(State state, Roles roles, NetworkEvent event, DetectionSink out) {
        ScanHistory.View fast =
                state.history.around(roles.responder(), roles.responderPort(), event.timeMicros(), FAST_MICROS);
        // Browsing reaches many hosts at one port too, but it is served there.
        boolean failing = 10 * fast.fruitless() >= 7 * fast.doors();
        if (failing && fast.hostsOfPort() >= hostsLocal) {
            report(state, AttackKind.HOST_SWEEP, Severity.HIGH, fast, fast.hostsOfPort(), roles, event, out);
        } else if (failing && fast.portsOfHost() >= portsLocal) {
            report(state, AttackKind.PORT_SCAN, Severity.HIGH, fast, fast.portsOfHost(), roles, event, out);
        } else if (fast.failedHostsOfPort() >= failedHostsLocal
                && fast.failedHostsOfPort() < fast.hostsOfPort()
                && 3 * fast.failedHostsOfPort() >= fast.hostsOfPort()
                && !roles.responderLocal()
                && !isOfPeers(roles.responderPort())) {
            // Where nobody answers at all, the line is down; where a third does not, somebody works through a list.
            report(state, AttackKind.HOST_SWEEP, Severity.MEDIUM, fast, fast.failedHostsOfPort(), roles, event, out);
        }
    }

    /** Where file sharing asks its peers, of whom many are gone: a high port that is no door of an intruder. */
    private static boolean isOfPeers(int port) {
        return port > SYSTEM_PORT_MAX && !TRAP_PORTS.contains(port);
    }

    /** A traceroute asks for the way at ports where nobody listens, one after the other. */
    private static boolean isTraceroute(NetworkEvent event, int port) {
        return event.transport() == Transport.UDP && port >= TRACEROUTE_FIRST && port <= TRACEROUTE_LAST;
    }

    /** A knock is reported once per source, weakly: only a site that is under attack acts on it. */
    private void probe(State state, Roles roles, Contact outcome, NetworkEvent event, DetectionSink out) {
        ScanHistory history = state.history;
        if (event.type() != EventType.FLOW || !outcome.isFruitless() || history.served() > 0) {
            return;
        }
        boolean trap = TRAP_PORTS.contains(roles.responderPort()) && event.transport() != Transport.ICMP;
        // A door that opens again and again without a word is a monitor's, not a scanner's.
        boolean repeated = outcome == Contact.FAILED && history.knocks() >= repeatedKnocks;
        if (state.reported != AttackKind.IDS_ALERT || !(trap || repeated)) {
            return;
        }
        state.reported = AttackKind.PROBE;
        String evidence = history.knocks() + " unanswered knocks, last at port " + roles.responderPort() + "/"
                + event.transport();
        double confidence = trap ? 0.5 : 0.4;
        out.accept(finding.single(AttackKind.PROBE, roles, Severity.LOW, confidence, event, evidence));
    }

    private void report(
            State state,
            AttackKind kind,
            Severity severity,
            ScanHistory.View view,
            int number,
            Roles roles,
            NetworkEvent event,
            DetectionSink out) {
        boolean recently =
                state.reported == kind && Math.abs(event.timeMicros() - state.reportedMicros) < REPORT_MICROS;
        // Within a minute only a scan that has grown to twice its size is news.
        if (recently && number < 2 * state.reportedDoors) {
            return;
        }
        state.reported = kind;
        state.reportedMicros = event.timeMicros();
        state.reportedDoors = number;
        IpAddress target = kind == AttackKind.HOST_SWEEP ? IpAddress.NONE : roles.responder();
        String evidence =
                number + (kind == AttackKind.HOST_SWEEP ? " hosts at port " + roles.responderPort() : " doors")
                        + ", " + view.fruitless() + " of " + view.doors() + " without success, in "
                        + Math.max(1, (event.timeMicros() - view.firstMicros()) / 1_000_000) + " s";
        double confidence = 0.6 + number / 100.0;
        out.accept(finding.of(kind, roles, target, severity, confidence, event, view.firstMicros(), evidence, number));
    }
}
