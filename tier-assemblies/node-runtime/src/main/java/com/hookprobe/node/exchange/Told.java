package com.hookprobe.node.exchange;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.exchange.DecisionEdit;
import com.hookprobe.qsecbit.exchange.Remedy;
import com.hookprobe.qsecbit.exchange.Subject;
import com.hookprobe.qsecbit.response.Action;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Origin;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * A decision as this site tells it to others: never an operator's own words, nor which sensor or which tag it rests on.
 *
 * @param name it keeps as long as its origin goes on deciding about its indicator
 * @param decision the present one
 * @param owner the account of the engine whose alerts alone it rests on; empty when there is none
 * @param confidence 0 to 100
 * @param sightings how often it was seen, or by how many sites
 */
public record Told(String name, Decision decision, String owner, int confidence, int sightings) {
    /** What the origin of a decision is called. */
    static String origin(Origin origin) {
        return origin.name().toLowerCase(Locale.ROOT);
    }

    /** What is left of it; empty when it is over. */
    public Optional<DecisionEdit.Put> put(long nowMicros) {
        long leftMicros = decision.endsMicros() - nowMicros;
        Optional<Subject> subject =
                Subject.ofAddress(decision.indicator().prefix().toString());
        if (leftMicros <= 0 || subject.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new DecisionEdit.Put(
                name,
                subject.get(),
                decision.action() == Action.BLOCK ? Remedy.BAN : Remedy.THROTTLE,
                Duration.ofNanos(leftMicros * 1_000),
                origin(decision.origin()),
                "hookprobe/" + scenario(),
                owner,
                reason(),
                confidence,
                sightings));
    }

    private String scenario() {
        return decision.origin() == Origin.LOCAL ? kind() : origin(decision.origin());
    }

    /** The first word of what this site's detectors say is the kind of attack (SiteRole). */
    private String kind() {
        String reason = decision.reason();
        int end = reason.indexOf(' ');
        String word = end < 0 ? reason : reason.substring(0, end);
        for (AttackKind kind : AttackKind.values()) {
            if (kind.name().equals(word)) {
                return word.toLowerCase(Locale.ROOT).replace('_', '-');
            }
        }
        return "local";
    }

    private String reason() {
        return switch (decision.origin()) {
            case MESH -> "seen at " + sightings + " site(s) of the mesh";
            case OPERATOR -> "decided by the operator of the site";
            default -> kind() + " seen at the site";
        };
    }
}
