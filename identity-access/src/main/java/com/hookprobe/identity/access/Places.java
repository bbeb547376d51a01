package com.hookprobe.identity.access;

import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;

/** A scope as it stands in a column and in text: the tenant's id, or {@value #PLATFORM}. */
final class Places {
    static final String PLATFORM = "*";

    private Places() {}

    static String text(Scope scope) {
        return scope instanceof Scope.Tenant tenant ? tenant.id().value() : PLATFORM;
    }

    static Scope of(String text) {
        return text.equals(PLATFORM) ? Scope.platform() : Scope.tenant(new TenantId(text));
    }
}
