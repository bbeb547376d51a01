package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Severity;
import java.time.Duration;

/**
 * How a policy answers in one band.
 *
 * @param confidenceMin below it nothing stronger than WATCH is decided, in [0, 1]
 * @param watchFrom the lowest severity that is watched
 * @param limitFrom the lowest severity that is rate-limited
 * @param blockFrom the lowest severity that is blocked
 * @param ttl how long; CRITICAL holds twice as long
 */
public record BandRule(double confidenceMin, Severity watchFrom, Severity limitFrom, Severity blockFrom, Duration ttl) {
    /**
     * Checks that the answers rise with the severity.
     *
     * @throws IllegalArgumentException for a value out of range, INFO as a threshold, or thresholds out of order
     */
    public BandRule {
        if (!(confidenceMin >= 0 && confidenceMin <= 1)) {
            throw new IllegalArgumentException("a confidence lies in [0, 1], got " + confidenceMin);
        }
        // RESPONSE 2.2: INFO is never acted upon.
        if (watchFrom == Severity.INFO || !limitFrom.atLeast(watchFrom) || !blockFrom.atLeast(limitFrom)) {
            throw new IllegalArgumentException(
                    "INFO < watch <= limit <= block is needed, got " + watchFrom + ", " + limitFrom + ", " + blockFrom);
        }
        if (ttl.compareTo(Decision.TTL_MIN) < 0 || ttl.multipliedBy(2).compareTo(Decision.TTL_MAX) > 0) {
            throw new IllegalArgumentException("a rule's time to live lies in 1 s..182 d, got " + ttl);
        }
    }
}
