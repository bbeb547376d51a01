package com.hookprobe.identity.access.oidc;

import com.hookprobe.identity.registry.sql.Scope;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A provider and what its word is worth here.
 *
 * @param issuer as the provider writes it, to the last character; https, or http on loopback
 * @param clientId as registered there
 * @param clientSecret asked for at each login, wiped afterwards; null for a public client
 * @param redirectUri where the provider sends the browser back to, as registered; one for each provider, so that answers of one are
 *     never taken for another's
 * @param home whose accounts the provider's people have; a tenant's provider can grant roles in that tenant only
 * @param nameClaim the claim that is wished as name; usually {@code preferred_username}
 * @param groupsClaim a claim by its exact name, such as {@code groups} or {@code https://example.com/groups}; or, beginning with a
 *     slash, a JSON pointer, such as {@code /realm_access/roles}
 * @param rules which group has which role
 * @param scopes beside {@code openid}
 * @param algorithms of the id token's signature: some of RS256, ES256, EdDSA
 * @param skew how far the provider's clock may be off, at most 5 minutes
 */
public record OidcConfig(
        URI issuer,
        String clientId,
        @Nullable Supplier<char[]> clientSecret,
        URI redirectUri,
        Scope home,
        String nameClaim,
        String groupsClaim,
        List<GroupRule> rules,
        List<String> scopes,
        Set<String> algorithms,
        Duration skew) {
    /** All that can be allowed. {@code none} and everything with a shared key are not among them. */
    public static final Set<String> ALGORITHMS = Set.of("RS256", "ES256", "EdDSA");

    private static final Duration SKEW_MAX = Duration.ofMinutes(5);

    public OidcConfig {
        rules = List.copyOf(rules);
        scopes = List.copyOf(scopes);
        algorithms = Set.copyOf(algorithms);
        Web.requireSafe("issuer", issuer);
        Web.requireSafe("redirect URI", redirectUri);
        if (issuer.getRawQuery() != null || issuer.getRawFragment() != null) {
            throw new IllegalArgumentException("issuer: expected no query and no fragment, found " + issuer);
        }
        if (clientId.isBlank() || groupsClaim.isBlank() || nameClaim.isBlank()) {
            throw new IllegalArgumentException("client id, name claim and groups claim: expected text, found none");
        }
        if (algorithms.isEmpty() || !ALGORITHMS.containsAll(algorithms)) {
            throw new IllegalArgumentException("algorithms: expected some of " + ALGORITHMS + ", found " + algorithms);
        }
        if (skew.isNegative() || skew.compareTo(SKEW_MAX) > 0) {
            throw new IllegalArgumentException("skew: expected 0 to " + SKEW_MAX + ", found " + skew);
        }
        for (GroupRule rule : rules) {
            if (home instanceof Scope.Tenant && !rule.grant().where().equals(home)) {
                throw new IllegalArgumentException("group " + rule.group()
                        + ": a tenant's provider grants roles in that tenant" + " only, found " + rule.grant());
            }
        }
    }

    /** A public client with usual claims, all algorithms, and two minutes of skew. */
    public static OidcConfig of(URI issuer, String clientId, URI redirectUri, Scope home, List<GroupRule> rules) {
        return new OidcConfig(
                issuer,
                clientId,
                null,
                redirectUri,
                home,
                "preferred_username",
                "groups",
                rules,
                List.of("profile"),
                ALGORITHMS,
                Duration.ofMinutes(2));
    }

    @Override
    public String toString() {
        return "OidcConfig[" + issuer + ", " + clientId + "]";
    }
}
