package com.hookprobe.node.cli;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.access.Registrar;
import com.hookprobe.identity.registry.DeviceFilter;
import com.hookprobe.identity.registry.DevicePage;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.DeviceStatus;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists devices, page by page, so that a large registry needs no large memory. */
@Command(
        mixinStandardHelpOptions = true,
        name = "list",
        description = "Lists devices, by node id, or with --text NAME by name; all of them, or --limit at once.")
final class DeviceListCommand implements Callable<Integer> {
    @Mixin
    private RegistryOptions options = new RegistryOptions();

    @Mixin
    private TenantOption tenant = new TenantOption();

    @Option(names = "--status", description = "PENDING, ACTIVE, SUSPENDED or REVOKED")
    private @Nullable DeviceStatus status;

    @Option(names = "--tier", description = "sentinel, guardian, fortress, nexus or mssp")
    private @Nullable Tier tier;

    @Option(names = "--site", paramLabel = "SITE", description = "of one tenant")
    private @Nullable String site;

    @Option(
            names = "--text",
            paramLabel = "TEXT",
            description = "the beginning of a name, or the first 8 digits or more of a node id")
    private @Nullable String text;

    @Option(names = "--limit", paramLabel = "N", description = "at most so many; default: all")
    private @Nullable Integer limit;

    @Option(
            names = "--after",
            paramLabel = "NODE_ID",
            description = "go on after the last device of the list before, with the same search")
    private @Nullable String after;

    @Option(names = "--json", description = "NDJSON")
    private boolean json;

    @Override
    public Integer call() throws DatabaseException, RegistryException {
        if (limit != null && limit < 1) {
            throw new CliException(CliException.USAGE, "--limit: expected 1 or more, found " + limit);
        }
        try (RegistryOptions.Session session = options.open()) {
            boolean one = limit != null || after != null || site != null;
            List<Scope> scopes = one ? List.of(tenant.scope(session)) : tenant.scopes(session);
            if (site != null && !(scopes.get(0) instanceof Scope.Tenant)) {
                throw new CliException(CliException.USAGE, "--site: say whose site, with --tenant TENANT");
            }
            Registrar registrar = session.registrar();
            for (Scope scope : scopes) {
                list(session, registrar, scope);
            }
            return 0;
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, String.valueOf(e.getMessage()));
        }
    }

    /** A page may be short although there are more: only an empty {@code next} is the end. */
    private void list(RegistryOptions.Session session, Registrar registrar, Scope scope)
            throws DatabaseException, RegistryException {
        DeviceFilter filter = new DeviceFilter(
                Optional.ofNullable(status),
                Optional.ofNullable(tier),
                Optional.ofNullable(site).map(TenantOption::site),
                Optional.ofNullable(text));
        Optional<NodeId> next = Optional.ofNullable(after).map(KeysCommand::nodeId);
        int left = limit == null ? Integer.MAX_VALUE : limit;
        do {
            DevicePage page =
                    registrar.list(session.who(), scope, filter, next, Math.min(left, DeviceRegistry.LIMIT_MAX));
            page.devices().forEach(device -> DeviceView.printLine(device, json));
            left -= page.devices().size();
            next = page.next();
        } while (next.isPresent() && left > 0);
        next.ifPresent(id -> System.err.println("there may be more: --after " + id.hex()));
    }
}
