package com.hookprobe.qsecbit.detection;

import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.metric.Severity;

/**
 * Makes detections of one detector: what they have in common is said once.
 *
 * @param detector its name
 * @param confidenceMax how sure it can be at most, in [0, 1]
 */
public record Finding(String detector, double confidenceMax) {
    /** Evidence is cut here. */
    public static final int EVIDENCE_CHARS_MAX = 160;

    /**
     * A detection that one event completes.
     *
     * @param roles who did it to whom; a local initiator makes the detection internal
     * @param event the event that completes it
     * @param firstMicros the first event that belongs to it
     * @param evidence one line; what is not printable ASCII is replaced
     * @param number the number that crossed a threshold
     */
    public Detection of(
            AttackKind kind,
            Roles roles,
            IpAddress target,
            Severity severity,
            double confidence,
            NetworkEvent event,
            long firstMicros,
            String evidence,
            double number) {
        return make(
                kind,
                roles.initiator(),
                MacAddress.NONE,
                target,
                severity,
                confidence,
                firstMicros,
                event.timeMicros(),
                evidence,
                number,
                event.sensor(),
                roles.initiatorLocal());
    }

    /** A detection of one event alone. */
    public Detection single(
            AttackKind kind, Roles roles, Severity severity, double confidence, NetworkEvent event, String evidence) {
        return of(kind, roles, roles.responder(), severity, confidence, event, event.timeMicros(), evidence, 1);
    }

    /**
     * A detection with everything said; the parameters are those of {@link Detection}.
     *
     * @param source may be {@link IpAddress#NONE} when there is a hardware address or a target
     */
    public Detection make(
            AttackKind kind,
            IpAddress source,
            MacAddress sourceMac,
            IpAddress target,
            Severity severity,
            double confidence,
            long firstMicros,
            long lastMicros,
            String evidence,
            double number,
            String sensor,
            boolean internal) {
        return new Detection(
                Detection.id(kind, source, sourceMac, target, detector, firstMicros),
                kind,
                source,
                sourceMac,
                target,
                severity,
                Math.max(0, Math.min(confidenceMax, confidence)),
                firstMicros,
                Math.max(firstMicros, lastMicros),
                printable(evidence),
                number,
                detector,
                sensor,
                internal);
    }

    /** Evidence comes from the network: what could break a log line or a terminal is replaced, and its length bounded. */
    private static String printable(String text) {
        String cut = text.length() > EVIDENCE_CHARS_MAX ? text.substring(0, EVIDENCE_CHARS_MAX) : text;
        StringBuilder out = new StringBuilder(cut.length());
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            out.append(c >= ' ' && c < 0x7f ? c : '?');
        }
        return out.toString();
    }
}
