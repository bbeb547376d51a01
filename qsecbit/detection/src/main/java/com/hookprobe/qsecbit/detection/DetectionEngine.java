package com.hookprobe.qsecbit.detection;

import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Gives each event to all detectors and passes on what they find, once per kind and source within a minute of event
 * time, and again at once when it has become worse. Not thread-safe: one owner thread.
 */
public final class DetectionEngine {
    static final int RECENT_MAX = 65_536;
    private static final long FOLD_MICROS = 60L * 1_000_000;

    private final List<Detector> detectors;
    private final DetectionSink out;
    private final HomeLearner homes;
    private final LocalNetworks local;
    private final DetectionSink folding = this::pass;
    private final Map<Key, Recent> recent = new LastUsedMap<>(RECENT_MAX);
    private final Map<AttackKind, Long> byKind = new EnumMap<>(AttackKind.class);
    private long events;
    private long detections;
    private long folded;

    private record Key(AttackKind kind, IpAddress source, MacAddress sourceMac, IpAddress target) {}

    private record Recent(long micros, Severity severity) {}

    /**
     * What an engine has done.
     *
     * @param events events taken
     * @param detections detections passed on
     * @param folded detections that repeated a recent one
     * @param byKind the detections passed on, by kind
     */
    public record Counters(long events, long detections, long folded, Map<AttackKind, Long> byKind) {}

    private DetectionEngine(List<Detector> detectors, LocalNetworks local, HomeLearner homes, DetectionSink out) {
        this.detectors = detectors;
        this.local = local;
        this.homes = homes;
        this.out = out;
    }

    /**
     * An engine that also learns which public addresses are our own.
     *
     * @param configured our own networks; a public address of ours that is not among them is learnt when most events
     *     go to it
     * @param detectors makes the detectors, which get our own networks with what is learnt
     * @param out takes what is found
     */
    public static DetectionEngine learning(
            LocalNetworks configured, Function<LocalNetworks, List<Detector>> detectors, DetectionSink out) {
        HomeLearner homes = new HomeLearner();
        LocalNetworks local = configured.with(homes);
        return new DetectionEngine(List.copyOf(detectors.apply(local)), local, homes, out);
    }

    /** An engine with the given detectors, that takes the private ranges for our own networks. */
    public static DetectionEngine with(List<Detector> detectors, DetectionSink out) {
        return new DetectionEngine(List.copyOf(detectors), LocalNetworks.privateRanges(), new HomeLearner(), out);
    }

    /** Takes an event; the sink is called before this returns. */
    public void onEvent(NetworkEvent event) {
        events++;
        if (!local.contains(event.srcIp()) && !local.contains(event.dstIp())) {
            Roles roles = Roles.of(event, local);
            homes.onForeign(roles.initiator(), roles.responder());
        }
        for (Detector detector : detectors) {
            detector.onEvent(event, folding);
        }
    }

    /** Takes what something else has found, for example a detector of packets, and passes it on like its own. */
    public void onDetection(Detection detection) {
        pass(detection);
    }

    /** The counters so far. */
    public Counters counters() {
        return new Counters(events, detections, folded, Map.copyOf(byKind));
    }

    private void pass(Detection detection) {
        // Where nobody can say who does it, the target tells one attack from another.
        Key key = new Key(
                detection.kind(),
                detection.source(),
                detection.sourceMac(),
                detection.hasSource() ? IpAddress.NONE : detection.target());
        Recent before = recent.get(key);
        if (before != null
                && Math.abs(detection.lastMicros() - before.micros()) < FOLD_MICROS
                && before.severity().atLeast(detection.severity())) {
            folded++;
            return;
        }
        recent.put(key, new Recent(detection.lastMicros(), detection.severity()));
        detections++;
        byKind.merge(detection.kind(), 1L, Long::sum);
        out.accept(detection);
    }
}
