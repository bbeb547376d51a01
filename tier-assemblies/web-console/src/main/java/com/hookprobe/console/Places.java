package com.hookprobe.console;

import com.hookprobe.http.Problem;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;

/** Whose things are, as in the table of access.md 3. */
final class Places {
    /** The node's own: decisions, ledger, mesh, state. */
    static final Scope NODE = Scope.platform();

    /** What the table gives in a tenant only, detections and evidence, is a site's in the tenant that always exists. */
    static final Scope SITE = Scope.tenant(TenantId.DEFAULT);

    private static final String PLATFORM = "*";

    private Places() {}

    static String text(Scope scope) {
        return scope instanceof Scope.Tenant tenant ? tenant.id().value() : PLATFORM;
    }

    /** A tenant's name, or {@code *} for the platform. */
    static Scope of(String text) throws Problem {
        return text.equals(PLATFORM) ? Scope.platform() : Scope.tenant(tenant(text));
    }

    static TenantId tenant(String text) throws Problem {
        try {
            return new TenantId(text);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("a tenant's name", text, String.valueOf(e.getMessage()));
        }
    }
}
