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
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.List;
import java.util.Map;

/**
 * Finds a host of ours that sends far more than ever before to a destination that it has never used.
 *
 * <p>Each host has its own baseline: the most that it sent out in an hour, forgetting two percent per hour. A backup or
 * a meeting is as large, but goes where it went before; a download is large the other way. Until a host has been seen
 * for the hours that the baseline takes, it is not judged: a new host has no habits.
 */
final class ExfiltrationDetector implements Detector, Explainer {
    static final int HOSTS_MAX = 10_000;
    static final int PAIRS_MAX = 20_000;
    private static final long HOUR_MICROS = 3600L * 1_000_000;
    private static final long NEW_MICROS = 24 * HOUR_MICROS;
    private static final double FORGET = 0.98;
    private static final int HOURS_FORGOTTEN = 1000;
    private static final int OUT_TO_IN_MIN = 3;
    private static final double MEGABYTE = 1e6;

    static final Threshold MEGABYTES =
            new Threshold("exfiltration.megabytes", 100, 1, 1_000_000, "MB", "sent to a new destination, at least");
    static final Threshold FACTOR =
            new Threshold("exfiltration.factor", 10, 2, 1000, "times", "the most that the host sends out in an hour");
    static final Threshold HOURS =
            new Threshold("exfiltration.hours", 8, 1, 720, "hours", "of traffic before a host is judged");
    static final List<Threshold> THRESHOLDS = List.of(MEGABYTES, FACTOR, HOURS);

    private final LocalNetworks local;
    private final double bytesMin;
    private final double factor;
    private final int hoursMin;
    private final Finding finding = new Finding("exfiltration", 0.9);
    private final Map<IpAddress, Host> hosts = new LastUsedMap<>(HOSTS_MAX);
    private final Map<Pair, Sent> pairs = new LastUsedMap<>(PAIRS_MAX);

    private record Pair(IpAddress host, IpAddress destination) {}

    private static final class Host {
        long hour = Long.MIN_VALUE;
        double bytesInHour;
        double most;
        int hours;
    }

    private static final class Sent {
        long firstMicros;
        double out;
        double in;
        double nextReport;
    }

    ExfiltrationDetector(LocalNetworks local, Thresholds thresholds) {
        this.local = local;
        bytesMin = thresholds.get(MEGABYTES) * MEGABYTE;
        factor = thresholds.get(FACTOR);
        hoursMin = thresholds.count(HOURS);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        if (event.type() != EventType.FLOW || !event.flow().isPresent() || LocalNetworks.isGroup(event.dstIp())) {
            return;
        }
        Roles roles = Roles.of(event, local);
        if (roles.initiatorLocal() == roles.responderLocal()) {
            return;
        }
        boolean sending = roles.initiatorLocal();
        NetworkEvent.Flow flow = event.flow();
        boolean forward = roles.initiator().equals(event.srcIp());
        long toResponder = forward ? flow.bytesToServer() : flow.bytesToClient();
        long toInitiator = forward ? flow.bytesToClient() : flow.bytesToServer();
        // A server of ours that is asked for much is no exfiltration by itself, but it is part of what the host sends.
        IpAddress ours = sending ? roles.initiator() : roles.responder();
        Host host = hosts.computeIfAbsent(ours, ip -> new Host());
        Pair key = new Pair(ours, sending ? roles.responder() : roles.initiator());
        Sent sent = pairs.get(key);
        if (sent == null) {
            sent = new Sent();
            sent.firstMicros = event.timeMicros();
            pairs.put(key, sent);
        }
        sent.out += sending ? toResponder : toInitiator;
        sent.in += sending ? toInitiator : toResponder;
        boolean isNew = Math.abs(event.timeMicros() - sent.firstMicros) <= NEW_MICROS;
        learn(host, event.timeMicros(), sending ? toResponder : toInitiator);
        if (sending && isNew && sent.out >= limit(host) && host.hours >= hoursMin) {
            report(host, sent, roles, event, out);
        }
    }

    @Override
    public String explain(NetworkEvent event) {
        if (event.type() != EventType.FLOW) {
            return "";
        }
        Roles roles = Roles.of(event, local);
        Host host = hosts.get(roles.initiator());
        Sent sent = pairs.get(new Pair(roles.initiator(), roles.responder()));
        if (host == null || sent == null) {
            return "";
        }
        return Math.round(sent.out / MEGABYTE) + " MB sent to " + roles.responder() + ", "
                + Math.round(limit(host) / MEGABYTE) + " MB to a new destination are suspicious; hours learnt "
                + host.hours + " of " + hoursMin;
    }

    private double limit(Host host) {
        return Math.max(bytesMin, factor * host.most);
    }

    /** Hours that have passed go into the baseline; the current one does not, or an attack would hide itself. */
    private static void learn(Host host, long timeMicros, long bytes) {
        long hour = Math.floorDiv(timeMicros, HOUR_MICROS);
        if (host.hour == Long.MIN_VALUE) {
            host.hour = hour;
        }
        if (hour > host.hour) {
            host.hours = Math.min(Integer.MAX_VALUE - 1, host.hours + 1);
            host.most = Math.max(host.most, host.bytesInHour)
                    * StrictMath.pow(FORGET, Math.min(HOURS_FORGOTTEN, hour - host.hour));
            host.bytesInHour = 0;
            host.hour = hour;
        }
        host.bytesInHour += bytes;
    }

    private void report(Host host, Sent sent, Roles roles, NetworkEvent event, DetectionSink out) {
        if (sent.out < OUT_TO_IN_MIN * sent.in || sent.out < sent.nextReport) {
            return;
        }
        sent.nextReport = 2 * sent.out;
        double above = sent.out / Math.max(1, limit(host));
        out.accept(finding.of(
                AttackKind.EXFILTRATION,
                roles,
                roles.responder(),
                Severity.HIGH,
                0.55 + Math.min(0.2, above / 50),
                event,
                sent.firstMicros,
                Math.round(sent.out / MEGABYTE) + " MB sent to a new destination, at most "
                        + Math.round(host.most / MEGABYTE) + " MB in an hour before",
                sent.out));
    }
}
