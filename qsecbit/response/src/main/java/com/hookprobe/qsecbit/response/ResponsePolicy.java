package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Band;
import com.hookprobe.qsecbit.metric.Severity;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns a detection and the site's band into a decision. Pure: the same inputs give the same decision. Thread-safe.
 *
 * @param green the rule while all is well: only confident HIGH and CRITICAL detections act
 * @param amber automatic response: MEDIUM acts too
 * @param red full mitigation: LOW acts too, and everything holds longer
 * @param actions what is done at most, by kind of attack
 * @param ownHosts whether hosts of this site are quarantined or blocked as the table says; otherwise they are watched
 */
public record ResponsePolicy(BandRule green, BandRule amber, BandRule red, ActionTable actions, boolean ownHosts) {
    /** The default rules; hosts of this site are watched only. */
    public static ResponsePolicy standard() {
        return new ResponsePolicy(
                new BandRule(0.8, Severity.MEDIUM, Severity.HIGH, Severity.HIGH, Duration.ofHours(1)),
                new BandRule(0.6, Severity.LOW, Severity.MEDIUM, Severity.HIGH, Duration.ofHours(4)),
                new BandRule(0.4, Severity.LOW, Severity.LOW, Severity.MEDIUM, Duration.ofHours(24)),
                ActionTable.standard(),
                false);
    }

    /** The same with an answer to hosts of this site, or without. */
    public ResponsePolicy answeringOwnHosts(boolean answer) {
        return new ResponsePolicy(green, amber, red, actions, answer);
    }

    /**
     * Decides about one detection.
     *
     * @param score the Qsecbit score behind the band, in [0, 1]; it is only written down
     * @param nowMicros microseconds since the epoch
     * @return empty when the detection is below everything the band's rule acts upon, or names nobody
     */
    public Optional<Decision> decide(Threat threat, Band band, double score, long nowMicros) {
        BandRule rule = rule(band);
        if (!threat.severity().atLeast(rule.watchFrom())) {
            return Optional.empty();
        }
        ActionTable.Row row = actions.row(threat.kind());
        Action action = weaker(action(threat, rule), row.most(band, threat.internal()));
        Indicator whom = whom(threat, row, action);
        if (whom == null) {
            return Optional.empty();
        }
        // Whom the table would meet by a hardware address that nobody has seen is watched: the IP address is another's.
        Action can = row.by() == ActionTable.By.MAC && !whom.isMac() ? Action.WATCH : action;
        Duration ttl = threat.severity() == Severity.CRITICAL ? rule.ttl().multipliedBy(2) : rule.ttl();
        return Optional.of(Decision.named(whom, can, ttl, Origin.LOCAL, threat.reason(), score, nowMicros));
    }

    /** The rule of a band. */
    public BandRule rule(Band band) {
        return switch (band) {
            case GREEN -> green;
            case AMBER -> amber;
            case RED -> red;
        };
    }

    private Action action(Threat threat, BandRule rule) {
        Severity severity = threat.severity();
        // RESPONSE 2.3: a host of ours that misbehaves is watched and shown to people. Cutting it off is theirs to
        // decide, beforehand for all, or each time.
        if ((threat.internal() && !ownHosts) || threat.confidence() < rule.confidenceMin()) {
            return Action.WATCH;
        }
        if (severity.atLeast(rule.blockFrom())) {
            return Action.BLOCK;
        }
        return severity.atLeast(rule.limitFrom()) ? Action.RATE_LIMIT : Action.WATCH;
    }

    private static @Nullable Indicator whom(Threat threat, ActionTable.Row row, Action action) {
        boolean station = threat.mac().isPresent()
                && !threat.mac().isGroup()
                && threat.mac().bits() != 0;
        // A host changes its IP address in a moment: what isolates it goes by the other one, if that is known.
        boolean byMac = row.by() == ActionTable.By.MAC || action == Action.QUARANTINE;
        if (station && (byMac || threat.source().isUnspecified())) {
            return Indicator.of(threat.mac());
        }
        return threat.source().isUnspecified() ? null : Indicator.of(threat.source());
    }

    private static Action weaker(Action a, Action b) {
        return a.atLeast(b) ? b : a;
    }
}
