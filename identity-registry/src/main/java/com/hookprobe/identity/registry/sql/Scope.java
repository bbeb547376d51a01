package com.hookprobe.identity.registry.sql;

/** Whose rows a transaction sees and writes. */
public sealed interface Scope {
    /** Rows of all tenants: the provider itself. */
    static Scope platform() {
        return Platform.INSTANCE;
    }

    /** Rows of one tenant only; those of others are not there. */
    static Scope tenant(TenantId tenant) {
        return new Tenant(tenant);
    }

    /** Tells whether rows of a tenant are within. */
    default boolean holds(TenantId tenant) {
        return this instanceof Platform
                || this instanceof Tenant one && one.id().equals(tenant);
    }

    /** All tenants. */
    enum Platform implements Scope {
        /** The only one. */
        INSTANCE
    }

    /**
     * One tenant.
     *
     * @param id which
     */
    record Tenant(TenantId id) implements Scope {}
}
