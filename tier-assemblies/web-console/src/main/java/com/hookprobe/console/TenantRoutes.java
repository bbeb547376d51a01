package com.hookprobe.console;

import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Request;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.access.TenantRegistrar;
import com.hookprobe.identity.registry.EnrolmentToken;
import com.hookprobe.identity.registry.SiteId;
import com.hookprobe.identity.registry.Tenant;
import com.hookprobe.identity.registry.TokenTerms;
import com.hookprobe.identity.registry.sql.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Tenants, their sites and one-time enrolment tokens. */
final class TenantRoutes {
    private static final int NAME_MAX = 128;
    private static final int ID_MAX = 63;

    private final Routes routes;
    private final TenantRegistrar tenants;

    TenantRoutes(Routes routes, TenantRegistrar tenants) {
        this.routes = routes;
        this.tenants = tenants;
    }

    record Row(String id, String name, long createdMicros, String by) {}

    record Token(
            String id,
            String tenant,
            String site,
            String tier,
            String name,
            long createdMicros,
            long expiresMicros,
            String by,
            long failures,
            String state,
            String usedBy) {}

    /** A token that was made: its text is shown this once. */
    record Made(Token token, String text) {}

    List<Endpoint> endpoints() {
        return List.of(
                routes.get(
                        "/ui/api/tenants",
                        Set.of(),
                        (who, request) -> tenants.list(who).stream()
                                .map(TenantRoutes::row)
                                .toList()),
                routes.post(
                        "/ui/api/tenants",
                        (who, request, body) -> row(
                                tenants.add(who, new TenantId(body.text("id", ID_MAX)), body.text("name", NAME_MAX)))),
                routes.get(
                        "/ui/api/tenants/{tenant}/sites",
                        Set.of(),
                        (who, request) -> tenants.sites(who, Places.tenant(request.text("tenant"))).stream()
                                .map(TenantRoutes::row)
                                .toList()),
                routes.post(
                        "/ui/api/tenants/{tenant}/sites",
                        (who, request, body) -> row(tenants.addSite(
                                who,
                                Places.tenant(request.text("tenant")),
                                new SiteId(body.text("id", ID_MAX)),
                                body.text("name", NAME_MAX)))),
                routes.get(
                        "/ui/api/enrolment-tokens",
                        Set.of("place", "limit"),
                        (who, request) -> tenants
                                .tokens(
                                        who,
                                        Places.of(request.query().text("place").orElse("*")),
                                        Optional.empty(),
                                        SiteRoutes.limit(request))
                                .stream()
                                .map(TenantRoutes::token)
                                .toList()),
                routes.post("/ui/api/enrolment-tokens", this::make),
                routes.post(
                        "/ui/api/enrolment-tokens/{id}/revoke",
                        (who, request, body) -> token(tenants.revokeToken(who, request.text("id")))));
    }

    private Object make(Principal who, Request request, Body body) throws Exception {
        Optional<String> tier = body.optional("tier", 16);
        TokenTerms terms = new TokenTerms(
                Places.tenant(body.text("tenant", ID_MAX)),
                body.optional("site", ID_MAX).map(SiteId::new),
                tier.isEmpty() ? Optional.empty() : Optional.of(Body.choice("tier", tier.get(), Tier.class)),
                body.optional("name", NAME_MAX),
                Duration.ofSeconds(body.number(
                        "valid_seconds", 60, Duration.ofDays(90).toSeconds(), TokenTerms.VALID_FOR.toSeconds())));
        EnrolmentToken.Issued issued = tenants.issueToken(who, terms);
        return new Made(token(issued.token()), issued.text());
    }

    private static Row row(Tenant tenant) {
        return new Row(tenant.id().value(), tenant.name(), Micros.of(tenant.created()), tenant.by());
    }

    private static Row row(Tenant.Site site) {
        return new Row(site.id().value(), site.name(), Micros.of(site.created()), site.by());
    }

    private static Token token(EnrolmentToken token) {
        String state = token.usedAt().isPresent()
                ? "USED"
                : token.revokedAt().isPresent()
                        ? "REVOKED"
                        : token.expires().isBefore(Instant.now()) ? "EXPIRED" : "OPEN";
        return new Token(
                token.id(),
                token.tenant().value(),
                token.site().map(SiteId::value).orElse(""),
                token.tier().map(t -> t.name().toLowerCase(Locale.ROOT)).orElse(""),
                token.name().orElse(""),
                Micros.of(token.created()),
                Micros.of(token.expires()),
                token.by(),
                token.failures(),
                state,
                token.usedBy().map(id -> id.hex()).orElse(""));
    }
}
