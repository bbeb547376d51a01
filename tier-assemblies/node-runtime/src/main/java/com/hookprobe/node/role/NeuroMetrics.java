package com.hookprobe.node.role;

import com.hookprobe.node.observe.Metric;
import com.hookprobe.node.observe.Nodes;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.node.resonance.ResonanceCertificate;
import com.hookprobe.node.trust.TrustBand;
import java.util.Optional;

/** A device's own history and what the verifier says of it. */
final class NeuroMetrics {
    private static final Metric RECORDS =
            Metric.gauge(Nodes.PROVERS, "neuro_records", "TERs of this device's history, since it was enrolled.");
    private static final Metric ACKNOWLEDGED =
            Metric.gauge(Nodes.PROVERS, "neuro_records_acknowledged", "TERs that the verifier has confirmed.");
    private static final Metric RESONANT = Metric.gauge(
            Nodes.PROVERS,
            "neuro_resonant",
            "1 while the verifier's last certificate holds; without, nobody takes reports.");
    private static final Metric VALID = Metric.gauge(
            Nodes.PROVERS, "neuro_certificate_valid_seconds", "How long the certificate still holds; 0 without one.");
    private static final Metric TRUST = Metric.gauge(
            Nodes.PROVERS,
            "neuro_trust_ratio",
            "The trust that the last certificate shows, 0 to 1; 0 before the first.");
    private static final Metric HELD = Metric.gauge(
            Nodes.PROVERS, "neuro_held", "1 while a restored node waits for the verifier before it records anything.");

    /**
     * How a device stands.
     *
     * @param certificate the newest, expired or not
     */
    record State(long records, long acknowledged, boolean held, Optional<ResonanceCertificate> certificate) {
        private double validSeconds(long nowMicros) {
            return certificate
                    .map(issued -> Math.max(0, issued.expiresMicros() - nowMicros) / 1e6)
                    .orElse(0.0);
        }
    }

    private NeuroMetrics() {}

    static void measure(Sheet sheet, State state) {
        double valid = state.validSeconds(sheet.wallMicros());
        sheet.set(RECORDS, state.records());
        sheet.set(ACKNOWLEDGED, state.acknowledged());
        sheet.set(RESONANT, valid > 0 ? 1 : 0);
        sheet.set(VALID, valid);
        sheet.set(
                TRUST,
                state.certificate()
                        .map(issued -> issued.trust() / TrustBand.CERTIFIED_ONE)
                        .orElse(0.0));
        sheet.set(HELD, state.held() ? 1 : 0);
    }

    static void check(Readiness readiness, State state, long nowMicros) {
        double valid = state.validSeconds(nowMicros);
        String reason = valid > 0
                ? String.format(java.util.Locale.ROOT, "certified for %.0f s more", valid)
                : state.certificate().isPresent()
                        ? "the verifier's last certificate has expired"
                        : "the verifier has given no certificate since the start";
        readiness.need("resonance", valid > 0, reason);
    }
}
