package com.hookprobe.identity.access;

import com.hookprobe.identity.registry.sql.Scope;

/**
 * A role and where it holds. {@link Scope#platform()} is everywhere: in every tenant, and for what is no tenant's.
 *
 * @param role PLATFORM_ADMIN on the platform only, TENANT_ADMIN in one tenant only, the others either way (access.md 1.2)
 */
public record Grant(Role role, Scope where) {
    public Grant {
        boolean everywhere = where.equals(Scope.platform());
        if (role == Role.PLATFORM_ADMIN && !everywhere) {
            throw new IllegalArgumentException("PLATFORM_ADMIN: expected the platform, found " + Places.text(where)
                    + "; in one tenant there is TENANT_ADMIN");
        }
        if (role == Role.TENANT_ADMIN && everywhere) {
            throw new IllegalArgumentException(
                    "TENANT_ADMIN: expected one tenant, found the platform; there it is PLATFORM_ADMIN");
        }
    }

    boolean isEverywhere() {
        return where.equals(Scope.platform());
    }

    @Override
    public String toString() {
        return role + "@" + Places.text(where);
    }
}
