package com.hookprobe.qsecbit.detection.rule;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.DetectionSink;
import com.hookprobe.qsecbit.detection.Detector;
import com.hookprobe.qsecbit.detection.EventType;
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
 * Turns alerts of the sensor's own rules into detections. Repeats of one source and one rule within ten minutes are
 * folded: the first one is reported, then each time that their number has doubled, with a little more confidence.
 */
final class IdsAlertDetector implements Detector {
    static final int PAIRS_MAX = 20_000;
    private static final double REPEAT_STEP = 0.03;
    static final Threshold FOLD_SECONDS = new Threshold(
            "ids-alert.fold-seconds",
            600,
            1,
            86_400,
            "seconds",
            "within which repeats of a source and rule are folded");
    static final List<Threshold> THRESHOLDS = List.of(FOLD_SECONDS);

    private final LocalNetworks local;
    private final long foldMicros;
    private final Finding finding = new Finding("ids-alert", 0.95);
    private final Map<Pair, Fold> folds = new LastUsedMap<>(PAIRS_MAX);

    private record Pair(IpAddress source, long rule) {}

    private static final class Fold {
        long firstMicros;
        long lastMicros;
        int count;
        int nextReport = 1;
    }

    IdsAlertDetector(LocalNetworks local, Thresholds thresholds) {
        this.local = local;
        foldMicros = thresholds.count(FOLD_SECONDS) * 1_000_000L;
    }

    @Override
    public String name() {
        return finding.detector();
    }

    @Override
    public void onEvent(NetworkEvent event, DetectionSink out) {
        if (event.type() != EventType.ALERT || !event.alert().isPresent()) {
            return;
        }
        Roles roles = Roles.ofAlert(event, local);
        if (LocalNetworks.isGroup(roles.initiator())) {
            return;
        }
        NetworkEvent.Alert alert = event.alert();
        Fold fold = folds.computeIfAbsent(new Pair(roles.initiator(), alert.sid()), pair -> new Fold());
        if (fold.count == 0 || Math.abs(event.timeMicros() - fold.lastMicros) > foldMicros) {
            fold.firstMicros = event.timeMicros();
            fold.count = 0;
            fold.nextReport = 1;
        }
        fold.lastMicros = Math.max(fold.firstMicros, event.timeMicros());
        fold.firstMicros = Math.min(fold.firstMicros, event.timeMicros());
        if (++fold.count < fold.nextReport) {
            return;
        }
        fold.nextReport = 2 * fold.count;
        AlertClass meaning = AlertClass.of(alert);
        int doublings = 31 - Integer.numberOfLeadingZeros(fold.count);
        double confidence = meaning.confidence() + REPEAT_STEP * doublings;
        // Nobody said which side is ours: the guess that the source attacks may be wrong.
        double factor = roles.initiatorLocal() == roles.responderLocal() && !roles.initiatorLocal() ? 0.8 : 1;
        out.accept(finding.of(
                meaning.kind(),
                roles,
                roles.responder(),
                severity(meaning, roles),
                confidence * factor,
                event,
                fold.firstMicros,
                alert.sid() + " " + alert.signature(),
                fold.count));
    }

    /** A host of ours that is scanned by another one of ours, or that speaks to a bad address, is as bad as it was. */
    private static Severity severity(AlertClass meaning, Roles roles) {
        boolean fromInside = roles.initiatorLocal() && meaning.kind() == AttackKind.BAD_REPUTATION;
        return fromInside && meaning.severity().atLeast(Severity.MEDIUM) ? Severity.LOW : meaning.severity();
    }
}
