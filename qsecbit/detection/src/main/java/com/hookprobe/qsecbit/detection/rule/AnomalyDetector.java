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
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.List;
import java.util.Map;

/**
 * Counts the protocol anomalies that a sensor reports and that are hardly made by accident, see {@link AnomalyClass}:
 * several of one kind within a minute or five, by one source, or against one target when the source is forged.
 */
final class AnomalyDetector implements Detector, Explainer {
    static final int PAIRS_MAX = 10_000;

    static final Threshold FRAGMENTS =
            new Threshold("anomaly.fragments", 5, 1, 32, "anomalies", "of fragments of one source within a minute");
    static final Threshold SPOOFED = new Threshold(
            "anomaly.spoofed", 10, 1, 32, "anomalies", "of forged sources against one target within a minute");
    static final Threshold HIJACK =
            new Threshold("anomaly.hijack", 5, 1, 32, "anomalies", "of foreign segments at one target within a minute");
    static final Threshold RESETS =
            new Threshold("anomaly.resets", 20, 1, 32, "anomalies", "of resets at one target within a minute");
    static final Threshold SSH = new Threshold(
            "anomaly.ssh", 4, 1, 32, "anomalies", "of SSH before a log-in, of one source within 5 minutes");
    static final List<Threshold> THRESHOLDS = List.of(FRAGMENTS, SPOOFED, HIJACK, RESETS, SSH);

    private final LocalNetworks local;
    private final int fragments;
    private final int spoofed;
    private final int hijack;
    private final int resets;
    private final int ssh;
    private final Finding finding = new Finding("anomaly", 0.8);
    private final Map<Pair, AttemptHistory> pairs = new LastUsedMap<>(PAIRS_MAX);

    private record Pair(IpAddress address, AttackKind kind) {}

    AnomalyDetector(LocalNetworks local, Thresholds thresholds) {
        this.local = local;
        fragments = thresholds.count(FRAGMENTS);
        spoofed = thresholds.count(SPOOFED);
        hijack = thresholds.count(HIJACK);
        resets = thresholds.count(RESETS);
        ssh = thresholds.count(SSH);
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        if (event.type() != EventType.ANOMALY) {
            return;
        }
        AnomalyClass meaning = AnomalyClass.of(event.anomaly().name());
        if (meaning == null || LocalNetworks.isGroup(meaning.sourceKnown() ? event.srcIp() : event.dstIp())) {
            return;
        }
        AttemptHistory history = pairs.computeIfAbsent(pair(meaning, event), key -> new AttemptHistory());
        history.add(event.timeMicros(), 0);
        int count = history.around(event.timeMicros(), meaning.windowMicros());
        int limit = limit(meaning.kind());
        if (count < limit || count < history.reportedAttempts) {
            history.reportedAttempts = count < limit ? 0 : history.reportedAttempts;
            return;
        }
        history.reportedAttempts = 2 * count;
        Roles roles = Roles.of(event, local);
        boolean named = meaning.sourceKnown();
        out.accept(finding.make(
                meaning.kind(),
                named ? event.srcIp() : IpAddress.NONE,
                MacAddress.NONE,
                named ? event.dstIp() : target(meaning, event, roles),
                meaning.kind() == AttackKind.PROBE ? Severity.LOW : Severity.MEDIUM,
                0.5 + count / 100.0,
                history.firstMicros(event.timeMicros(), meaning.windowMicros()),
                event.timeMicros(),
                count + " times " + event.anomaly().name() + " within " + meaning.windowMicros() / 60_000_000 + " min",
                count,
                event.sensor(),
                named && local.contains(event.srcIp())));
    }

    @Override
    public String explain(NetworkEvent event) {
        AnomalyClass meaning = event.type() == EventType.ANOMALY
                ? AnomalyClass.of(event.anomaly().name())
                : null;
        if (meaning == null) {
            return event.type() == EventType.ANOMALY ? event.anomaly().name() + " is mostly harmless" : "";
        }
        AttemptHistory history = pairs.get(pair(meaning, event));
        int count = history == null ? 0 : history.around(event.timeMicros(), meaning.windowMicros());
        return count + " within " + meaning.windowMicros() / 60_000_000 + " min, " + limit(meaning.kind()) + " are "
                + meaning.kind();
    }

    private Pair pair(AnomalyClass meaning, NetworkEvent event) {
        IpAddress address = meaning.sourceKnown() ? event.srcIp() : target(meaning, event, Roles.of(event, local));
        return new Pair(address, meaning.kind());
    }

    private static IpAddress target(AnomalyClass meaning, NetworkEvent event, Roles roles) {
        return meaning.kind() == AttackKind.IP_SPOOFING ? event.dstIp() : roles.responder();
    }

    private int limit(AttackKind kind) {
        return switch (kind) {
            case FRAGMENTATION -> fragments;
            case IP_SPOOFING -> spoofed;
            case SESSION_HIJACK -> hijack;
            case EXPLOIT, PROBE -> ssh;
            default -> resets;
        };
    }
}
