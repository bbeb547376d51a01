package com.hookprobe.node.exchange;

import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.exchange.ExchangeText;
import com.hookprobe.qsecbit.exchange.Intelligence;
import com.hookprobe.qsecbit.exchange.Subject;
import com.hookprobe.qsecbit.response.Action;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Indicator;
import com.hookprobe.qsecbit.response.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a site makes of indicators of others (exchange 8.5): no more than its operator has written. Pure. */
public final class FeedDecisions {
    /** From here on a word is believed: what the rule of GREEN asks of a detection (response 2). */
    static final double BELIEVED = 0.8;

    private final LocalNetworks own;

    /**
     * How far a source is believed.
     *
     * @param weight 0 to 1
     * @param most the strongest action: WATCH, RATE_LIMIT or BLOCK
     * @param hold the longest time
     */
    public record Belief(double weight, Action most, Duration hold) {}

    /** For a site with these hosts. */
    public FeedDecisions(LocalNetworks own) {
        this.own = own;
    }

    /** Decisions about all addresses of an indicator; none when it is revoked, over, not begun, or names no addresses. */
    public List<Decision> decisions(Intelligence.Indicator said, Belief belief, long nowMicros) {
        long until = Math.min(said.untilMicros(), nowMicros + belief.hold().toMillis() * 1_000);
        Duration ttl = Duration.ofMillis((until - nowMicros) / 1_000);
        if (said.revoked() || said.fromMicros() > nowMicros || ttl.compareTo(Decision.TTL_MIN) < 0) {
            return List.of();
        }
        double sure = belief.weight() * (said.confidence() < 0 ? 1 : said.confidence() / 100.0);
        Action action = sure >= BELIEVED ? belief.most() : Action.WATCH;
        String reason = prefix(said.source()) + ExchangeText.oneLine(said.name(), 128);
        return indicators(said).stream()
                .map(whom -> Decision.named(whom, action, ttl, Origin.FEED, reason, 0, nowMicros))
                .toList();
    }

    /** The addresses that an indicator names; hosts of the site are none. */
    public List<Indicator> indicators(Intelligence.Indicator said) {
        List<Indicator> found = new ArrayList<>();
        for (Subject subject : said.subjects()) {
            subject.addresses()
                    .flatMap(cidr -> Indicator.parse(subject.value()))
                    .filter(one -> !own.contains(one.prefix().address()))
                    .ifPresent(found::add);
        }
        return found;
    }

    /** True when a decision rests on the word of this source. */
    public static boolean restsOn(Decision decision, String source) {
        return decision.origin() == Origin.FEED && decision.reason().startsWith(prefix(source));
    }

    private static String prefix(String source) {
        return "feed " + source + ", ";
    }
}
