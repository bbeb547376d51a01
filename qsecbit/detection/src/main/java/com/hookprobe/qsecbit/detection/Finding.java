package com.hookprobe.qsecbit.detection;

import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;

/** Makes detections of one detector: what they have in common is said once. */
record Finding(String detector, double confidenceMax) {
    static final int EVIDENCE_CHARS_MAX = 160;

    /**
     * A detection that one event completes.
     *
     * @param roles who did it to whom; a local initiator makes the detection internal
     * @param event the event that completes it
     * @param firstMicros the first event that belongs to it
     */
    Detection of(
            AttackKind kind,
            Roles roles,
            IpAddress target,
            Severity severity,
            double confidence,
            NetworkEvent event,
            long firstMicros,
            String evidence,
            double number) {
        return new Detection(
                Detection.id(kind, roles.initiator(), target, detector, firstMicros),
                kind,
                roles.initiator(),
                target,
                severity,
                Math.max(0, Math.min(confidenceMax, confidence)),
                firstMicros,
                Math.max(firstMicros, event.timeMicros()),
                printable(evidence),
                number,
                detector,
                event.sensor(),
                roles.initiatorLocal());
    }

    /** A detection of one event alone. */
    Detection single(
            AttackKind kind, Roles roles, Severity severity, double confidence, NetworkEvent event, String evidence) {
        return of(kind, roles, roles.responder(), severity, confidence, event, event.timeMicros(), evidence, 1);
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
