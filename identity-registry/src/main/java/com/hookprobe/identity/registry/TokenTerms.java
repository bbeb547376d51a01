package com.hookprobe.identity.registry;

import com.hookprobe.identity.NodeName;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.sql.TenantId;
import java.time.Duration;
import java.util.Optional;

/**
 * For whom an enrolment token is.
 *
 * @param tenant whose device it makes
 * @param site where it will stand, if that is known
 * @param tier what it must be; any if empty
 * @param name what it must be called; anything if empty
 * @param validFor 1 minute to 90 days
 */
public record TokenTerms(
        TenantId tenant, Optional<SiteId> site, Optional<Tier> tier, Optional<String> name, Duration validFor) {
    /** How long a token is valid when nothing else is said. */
    public static final Duration VALID_FOR = Duration.ofHours(24);

    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final Duration MOST = Duration.ofDays(90);

    /** Checks the values. */
    public TokenTerms {
        name.ifPresent(NodeName::check);
        if (validFor.compareTo(LEAST) < 0 || validFor.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    "token: expected to be valid for 1 minute to 90 days, found " + validFor);
        }
    }

    /** For any device of a tenant, for {@link #VALID_FOR}. */
    public static TokenTerms of(TenantId tenant) {
        return new TokenTerms(tenant, Optional.empty(), Optional.empty(), Optional.empty(), VALID_FOR);
    }
}
