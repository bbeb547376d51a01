package com.hookprobe.identity.registry;

import com.hookprobe.identity.registry.sql.TenantId;
import java.time.Instant;

/**
 * A customer of the provider.
 *
 * @param id which
 * @param name for people
 * @param created when it was added
 * @param by who added it
 */
public record Tenant(TenantId id, String name, Instant created, String by) {
    /**
     * A place of a tenant.
     *
     * @param tenant whose
     * @param id which of its
     * @param name for people
     * @param created when it was added
     * @param by who added it
     */
    public record Site(TenantId tenant, SiteId id, String name, Instant created, String by) {}
}
