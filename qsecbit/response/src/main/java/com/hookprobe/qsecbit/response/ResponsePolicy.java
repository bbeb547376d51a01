package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Band;
import com.hookprobe.qsecbit.metric.Severity;
import java.time.Duration;
import java.util.Optional;

/**
 * Turns a detection and the site's band into a decision. Pure: the same inputs give the same decision. Thread-safe.
 *
 * @param green the rule while all is well: only confident HIGH and CRITICAL detections act
 * @param amber automatic response: MEDIUM acts too
 * @param red full mitigation: LOW acts too, and everything holds longer
 */
public record ResponsePolicy(BandRule green, BandRule amber, BandRule red) {
    /** The default rules. */
    public static ResponsePolicy standard() {
        return new ResponsePolicy(
                new BandRule(0.8, Severity.MEDIUM, Severity.HIGH, Severity.HIGH, Duration.ofHours(1)),
                new BandRule(0.6, Severity.LOW, Severity.MEDIUM, Severity.HIGH, Duration.ofHours(4)),
                new BandRule(0.4, Severity.LOW, Severity.LOW, Severity.MEDIUM, Duration.ofHours(24)));
    }

    /**
     * Decides about one detection.
     *
     * @param score the Qsecbit score behind the band, in [0, 1]; it is only written down
     * @param nowMicros microseconds since the epoch
     * @return empty when the detection is below everything the band's rule acts upon
     */
    public Optional<Decision> decide(Threat threat, Band band, double score, long nowMicros) {
        BandRule rule = rule(band);
        Optional<Action> action = action(threat, rule);
        if (action.isEmpty()) {
            return Optional.empty();
        }
        Duration ttl = threat.severity() == Severity.CRITICAL ? rule.ttl().multipliedBy(2) : rule.ttl();
        return Optional.of(
                Decision.named(threat.source(), action.get(), ttl, Origin.LOCAL, threat.reason(), score, nowMicros));
    }

    /** The rule of a band. */
    public BandRule rule(Band band) {
        return switch (band) {
            case GREEN -> green;
            case AMBER -> amber;
            case RED -> red;
        };
    }

    private static Optional<Action> action(Threat threat, BandRule rule) {
        Severity severity = threat.severity();
        if (!severity.atLeast(rule.watchFrom())) {
            return Optional.empty();
        }
        // RESPONSE 2.3: a host of ours that misbehaves is watched and shown to people. Cutting it off is theirs to
        // decide, and whoever it talked to may be a bystander.
        if (threat.internal() || threat.confidence() < rule.confidenceMin()) {
            return Optional.of(Action.WATCH);
        }
        if (severity.atLeast(rule.blockFrom())) {
            return Optional.of(Action.BLOCK);
        }
        return Optional.of(severity.atLeast(rule.limitFrom()) ? Action.RATE_LIMIT : Action.WATCH);
    }
}
