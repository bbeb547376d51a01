package com.hookprobe.node.cli;

import com.hookprobe.identity.access.TenantRegistrar;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.Tenant;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.node.log.EventLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The customers of a provider. */
@Command(
        mixinStandardHelpOptions = true,
        name = "tenant",
        synopsisSubcommandLabel = "COMMAND",
        description = "Tenants: the customers of a provider, whose devices are apart.")
final class TenantCommand extends CommandGroup {
    @Command(mixinStandardHelpOptions = true, name = "add", description = "Adds a tenant; its id is fixed for ever.")
    int add(
            @Mixin RegistryOptions options,
            @Option(names = "--name", required = true, description = "for people") String name,
            @Option(names = "--json") boolean json,
            @Parameters(paramLabel = "TENANT", description = "1 to 63 of a-z, 0-9 and -") String id)
            throws DatabaseException, RegistryException {
        try (RegistryOptions.Session session = options.open()) {
            Tenant tenant = session.tenants().add(session.who(), new TenantId(id), name);
            print(tenant.id().value(), "", tenant.name(), tenant.created(), tenant.by(), json);
            return 0;
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, String.valueOf(e.getMessage()));
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "list",
            description = "Lists tenants: all, or those in which the one acting has a role.")
    int list(@Mixin RegistryOptions options, @Option(names = "--json", description = "NDJSON") boolean json)
            throws DatabaseException, RegistryException {
        try (RegistryOptions.Session session = options.open()) {
            for (Tenant tenant : tenants(session)) {
                print(tenant.id().value(), "", tenant.name(), tenant.created(), tenant.by(), json);
            }
            return 0;
        }
    }

    private static List<Tenant> tenants(RegistryOptions.Session session) throws DatabaseException, RegistryException {
        TenantRegistrar registrar = session.tenants();
        List<Tenant> found = new ArrayList<>();
        for (Scope scope : AccountActions.scopes(session, null)) {
            if (scope instanceof Scope.Tenant one) {
                found.add(registrar.show(session.who(), one.id()));
            } else {
                found.addAll(registrar.list(session.who()));
            }
        }
        return found;
    }

    /** A tenant, or a site of one. */
    static void print(String tenant, String site, String name, Instant created, String by, boolean json) {
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("tenant", tenant);
            if (!site.isEmpty()) {
                fields.put("site", site);
            }
            fields.put("name", name);
            fields.put("created", created.toString());
            fields.put("created_by", by);
            System.out.println(EventLog.json(fields));
        } else {
            String id = site.isEmpty() ? tenant : tenant + "/" + site;
            System.out.printf("%-24s %-24s since %s by %s%n", id, name, created, by);
        }
    }
}
