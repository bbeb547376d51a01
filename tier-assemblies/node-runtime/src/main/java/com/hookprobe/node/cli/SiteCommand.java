package com.hookprobe.node.cli;

import com.hookprobe.identity.access.TenantRegistrar;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.Tenant;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The places of a tenant. */
@Command(
        mixinStandardHelpOptions = true,
        name = "site",
        synopsisSubcommandLabel = "COMMAND",
        description = "Sites: the places where a tenant's devices stand.")
final class SiteCommand extends CommandGroup {
    @Command(mixinStandardHelpOptions = true, name = "add", description = "Adds a site to a tenant.")
    int add(
            @Mixin RegistryOptions options,
            @Mixin TenantOption tenant,
            @Option(names = "--name", required = true, description = "for people") String name,
            @Option(names = "--json") boolean json,
            @Parameters(paramLabel = "SITE", description = "1 to 63 of a-z, 0-9 and -") String id)
            throws DatabaseException, RegistryException {
        try (RegistryOptions.Session session = options.open()) {
            print(session.tenants().addSite(session.who(), tenant.home(session), TenantOption.site(id), name), json);
            return 0;
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, String.valueOf(e.getMessage()));
        }
    }

    @Command(mixinStandardHelpOptions = true, name = "list", description = "Lists sites: of a tenant, or of all.")
    int list(
            @Mixin RegistryOptions options,
            @Mixin TenantOption tenant,
            @Option(names = "--json", description = "NDJSON") boolean json)
            throws DatabaseException, RegistryException {
        try (RegistryOptions.Session session = options.open()) {
            TenantRegistrar registrar = session.tenants();
            for (TenantId one : tenants(session, registrar, tenant)) {
                registrar.sites(session.who(), one).forEach(site -> print(site, json));
            }
            return 0;
        }
    }

    private static List<TenantId> tenants(
            RegistryOptions.Session session, TenantRegistrar registrar, TenantOption tenant)
            throws DatabaseException, RegistryException {
        List<TenantId> found = new ArrayList<>();
        for (Scope scope : tenant.scopes(session)) {
            if (scope instanceof Scope.Tenant one) {
                found.add(one.id());
            } else {
                registrar.list(session.who()).forEach(each -> found.add(each.id()));
            }
        }
        return found;
    }

    private static void print(Tenant.Site site, boolean json) {
        TenantCommand.print(site.tenant().value(), site.id().value(), site.name(), site.created(), site.by(), json);
    }
}
