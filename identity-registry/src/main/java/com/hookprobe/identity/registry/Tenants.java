package com.hookprobe.identity.registry;

import com.hookprobe.identity.registry.RegistryException.Kind;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.identity.registry.sql.Transaction;
import java.time.Instant;
import java.util.List;

/** The provider's customers and their sites; both stay for ever. Safe for use by many threads. */
public final class Tenants {
    private final Store store;

    Tenants(Store store) {
        this.store = store;
    }

    /**
     * Adds a tenant; only the platform can.
     *
     * @throws RegistryException CONFLICT when there is one of this id; NOT_ALLOWED in a tenant's scope
     */
    public Tenant add(TenantId id, String name, String by) throws RegistryException {
        Texts.title(name);
        Texts.by(by);
        if (store.scope() instanceof Scope.Tenant) {
            throw new RegistryException(
                    Kind.NOT_ALLOWED,
                    "registry: expected the platform's scope, found a tenant's; only it adds tenants");
        }
        return store.write(journal -> {
            int added = journal.sql()
                    .update(
                            "INSERT INTO tenants(tenant_id, name, created_at, created_by) VALUES (?, ?, ?, ?)"
                                    + " ON CONFLICT DO NOTHING",
                            id.value(),
                            name,
                            journal.seconds(),
                            by);
            if (added != 1) {
                throw new RegistryException(
                        Kind.CONFLICT,
                        "registry: expected a new tenant, found one called " + id + "; choose another id");
            }
            journal.append(id, null, "add-tenant", null, null, by, "'" + name + "'");
            return new Tenant(id, name, Instant.ofEpochSecond(journal.seconds()), by);
        });
    }

    /** Lists the tenants of this scope by id. */
    public List<Tenant> list() throws RegistryException {
        return List.copyOf(store.read(transaction -> transaction.query(
                row -> new Tenant(
                        new TenantId(row.getString(1)),
                        row.getString(2),
                        Instant.ofEpochSecond(row.getLong(3)),
                        row.getString(4)),
                "SELECT tenant_id, name, created_at, created_by FROM tenants WHERE {tenant} ORDER BY tenant_id")));
    }

    /**
     * Adds a site to a tenant.
     *
     * @throws RegistryException NOT_FOUND when there is no such tenant; CONFLICT when it has such a site; NOT_ALLOWED for a
     *     tenant outside this scope
     */
    public Tenant.Site addSite(TenantId tenant, SiteId id, String name, String by) throws RegistryException {
        Texts.title(name);
        Texts.by(by);
        store.mustHold(tenant);
        return store.write(journal -> {
            required(journal.sql(), tenant);
            int added = journal.sql()
                    .update(
                            "INSERT INTO sites(tenant_id, site_id, name, created_at, created_by) VALUES (?, ?, ?, ?, ?)"
                                    + " ON CONFLICT DO NOTHING",
                            tenant.value(),
                            id.value(),
                            name,
                            journal.seconds(),
                            by);
            if (added != 1) {
                throw new RegistryException(
                        Kind.CONFLICT,
                        "registry: expected a new site of " + tenant + ", found one called " + id
                                + "; choose another id");
            }
            journal.append(tenant, null, "add-site", null, null, by, "site " + id + " '" + name + "'");
            return new Tenant.Site(tenant, id, name, Instant.ofEpochSecond(journal.seconds()), by);
        });
    }

    /** Lists a tenant's sites by id; none of a tenant outside this scope. */
    public List<Tenant.Site> sites(TenantId tenant) throws RegistryException {
        return List.copyOf(store.read(transaction -> transaction.query(
                row -> new Tenant.Site(
                        tenant,
                        new SiteId(row.getString(1)),
                        row.getString(2),
                        Instant.ofEpochSecond(row.getLong(3)),
                        row.getString(4)),
                "SELECT site_id, name, created_at, created_by FROM sites WHERE tenant_id = ? AND {tenant}"
                        + " ORDER BY site_id",
                tenant.value())));
    }

    static void required(Transaction transaction, TenantId tenant) throws RegistryException, DatabaseException {
        long found =
                transaction.number("SELECT count(*) FROM tenants WHERE tenant_id = ? AND {tenant}", tenant.value());
        if (found == 0) {
            throw new RegistryException(
                    Kind.NOT_FOUND, "registry: expected a tenant " + tenant + ", found none; add it first");
        }
    }
}
