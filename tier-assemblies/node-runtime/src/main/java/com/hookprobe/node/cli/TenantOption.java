package com.hookprobe.node.cli;

import com.hookprobe.identity.registry.SiteId;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose devices, sites or tokens a command is about. */
final class TenantOption {
    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description = "whose; to be said where the one acting has several tenants")
    private @Nullable String tenant;

    boolean isGiven() {
        return tenant != null;
    }

    /** The tenants to look at, or the platform for all: what was named, or all that the one who works sees. */
    List<Scope> scopes(RegistryOptions.Session session) {
        return AccountActions.scopes(session, tenant);
    }

    /** The only place to look at, where a command can be about no more than one. */
    Scope scope(RegistryOptions.Session session) {
        List<Scope> scopes = scopes(session);
        if (scopes.size() > 1) {
            throw new CliException(
                    CliException.USAGE, session.who().name() + " has roles in several tenants: say --tenant TENANT");
        }
        return scopes.get(0);
    }

    /** The tenant that something new will belong to: the provider's own devices are the default tenant's. */
    TenantId home(RegistryOptions.Session session) {
        return scope(session) instanceof Scope.Tenant one ? one.id() : TenantId.DEFAULT;
    }

    static SiteId site(String text) {
        try {
            return new SiteId(text);
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, String.valueOf(e.getMessage()));
        }
    }
}
