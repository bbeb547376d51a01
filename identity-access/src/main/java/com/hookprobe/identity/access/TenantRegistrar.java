package com.hookprobe.identity.access;

import com.hookprobe.identity.registry.EnrolmentToken;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.SiteId;
import com.hookprobe.identity.registry.Tenant;
import com.hookprobe.identity.registry.TokenTerms;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import java.util.List;
import java.util.Optional;

/**
 * Tenants, sites and one-time enrolment tokens for operators. As {@link Registrar} in all else.
 */
public final class TenantRegistrar {
    private final Passage passage;

    TenantRegistrar(Passage passage) {
        this.passage = passage;
    }

    /** Adds a tenant. */
    public Tenant add(Principal who, TenantId id, String name) throws RegistryException, DatabaseException {
        return passage.through(
                who,
                Operation.TENANTS_ADD,
                Scope.platform(),
                "tenant " + id,
                registry -> registry.tenants().add(id, name, Passage.by(who)));
    }

    /** Lists all tenants. */
    public List<Tenant> list(Principal who) throws RegistryException, DatabaseException {
        return passage.through(
                who,
                Operation.TENANTS_LIST,
                Scope.platform(),
                "tenants",
                registry -> registry.tenants().list());
    }

    /** Finds one tenant. */
    public Tenant show(Principal who, TenantId id) throws RegistryException, DatabaseException {
        Scope scope = Scope.tenant(id);
        List<Tenant> found = passage.through(
                who,
                Operation.TENANTS_SHOW,
                scope,
                "tenant " + id,
                registry -> registry.tenants().list());
        if (found.isEmpty()) {
            throw passage.gate().notFound(who, Operation.TENANTS_SHOW, "tenant " + id);
        }
        return found.get(0);
    }

    /** Adds a site to a tenant. */
    public Tenant.Site addSite(Principal who, TenantId tenant, SiteId id, String name)
            throws RegistryException, DatabaseException {
        return passage.through(
                who,
                Operation.SITES_ADD,
                Scope.tenant(tenant),
                "site " + tenant + "/" + id,
                registry -> registry.tenants().addSite(tenant, id, name, Passage.by(who)));
    }

    /** Lists a tenant's sites. */
    public List<Tenant.Site> sites(Principal who, TenantId tenant) throws RegistryException, DatabaseException {
        return passage.through(
                who,
                Operation.SITES_LIST,
                Scope.tenant(tenant),
                "sites of " + tenant,
                registry -> registry.tenants().sites(tenant));
    }

    /** Makes a one-time token by which a device of a tenant enrols; its text is shown once. */
    public EnrolmentToken.Issued issueToken(Principal who, TokenTerms terms)
            throws RegistryException, DatabaseException {
        return passage.through(
                who,
                Operation.ENROLMENT_TOKENS_MAKE,
                Scope.tenant(terms.tenant()),
                "enrolment token of " + terms.tenant(),
                registry -> registry.tokens().issue(terms, Passage.by(who)));
    }

    /** Lists the tokens of a tenant, or with the platform of all. */
    public List<EnrolmentToken> tokens(Principal who, Scope where, Optional<EnrolmentToken> after, int limit)
            throws RegistryException, DatabaseException {
        return passage.through(
                who,
                Operation.ENROLMENT_TOKENS_LIST,
                where,
                "enrolment tokens of " + Places.text(where),
                registry -> registry.tokens().list(after, limit));
    }

    /** Lists why tokens of a tenant, or with the platform of all, did not let devices in; the newest first. */
    public List<EnrolmentToken.Failure> tokenFailures(Principal who, Scope where, int limit)
            throws RegistryException, DatabaseException {
        return passage.through(
                who,
                Operation.ENROLMENT_TOKENS_LIST,
                where,
                "failures of enrolment tokens of " + Places.text(where),
                registry -> registry.tokens().failures(limit));
    }

    /** Revokes a token that was not used. */
    public EnrolmentToken revokeToken(Principal who, String id) throws RegistryException, DatabaseException {
        for (Scope scope : who.scopes()) {
            Optional<EnrolmentToken> token = passage.within(scope).tokens().find(id);
            if (token.isPresent()) {
                return passage.through(
                        who,
                        Operation.ENROLMENT_TOKENS_REVOKE,
                        Scope.tenant(token.get().tenant()),
                        "enrolment token " + id,
                        registry -> registry.tokens().revoke(id, Passage.by(who)));
            }
        }
        throw passage.gate().notFound(who, Operation.ENROLMENT_TOKENS_REVOKE, "enrolment token " + id);
    }
}
