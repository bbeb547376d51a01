package com.hookprobe.node.cli;

import com.hookprobe.identity.access.Operation;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.fleet.FleetPage;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.role.FleetRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import picocli.CommandLine.Mixin;

/** The MSSP that a command is about, as whom it works there, and whose fleet it is. */
final class FleetOptions {
    @Mixin
    private RegistryOptions registry = new RegistryOptions();

    @Mixin
    private DefenceOptions node = new DefenceOptions();

    @Mixin
    private TenantOption tenant = new TenantOption();

    boolean json() {
        return node.json();
    }

    /**
     * Has the running MSSP do something to one tenant's fleet, when the one who asks may.
     *
     * @param request makes the request of a tenant and of who asks
     */
    int ask(String what, BiFunction<String, String, FleetRequest> request)
            throws ConfigException, DatabaseException, IOException, InterruptedException {
        FleetRequest asked;
        try (RegistryOptions.Session session = registry.open()) {
            TenantId home = tenant.home(session);
            session.access().gate().pass(session.who(), Operation.FLEET_CHANGE, Scope.tenant(home), what);
            String name = session.who().name();
            asked = request.apply(home.value(), name.length() > 128 ? name.substring(0, 128) : name);
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, String.valueOf(e.getMessage()));
        }
        FleetRequest.Answer answer = answer(asked);
        if (answer.error() != null) {
            throw new CliException(1, answer.error());
        }
        if (json()) {
            System.out.println(EventLog.json(Map.of("request", asked.request(), "number", answer.number())));
        } else {
            System.out.println(answer.number() == 0 ? "done" : "policy " + answer.number());
        }
        return 0;
    }

    private FleetRequest.Answer answer(FleetRequest asked) throws ConfigException, IOException, InterruptedException {
        Path file = asked.write(node.data());
        return node.answer(file, () -> FleetRequest.answer(file), "the MSSP");
    }

    /** Rows of {@code nodes} or {@code groups}, of the tenants that the one who asks may see, and was asked about. */
    List<Map<String, Object>> rows(String kind)
            throws ConfigException, DatabaseException, IOException, InterruptedException {
        List<Scope> scopes;
        try (RegistryOptions.Session session = registry.open()) {
            scopes = tenant.scopes(session);
            for (Scope scope : scopes) {
                session.access()
                        .gate()
                        .pass(session.who(), Operation.FLEET_READ, scope, "fleet of " + scopeName(scope));
            }
        }
        FleetRequest.Answer answer = answer(FleetRequest.of("page", "", "", ""));
        if (answer.error() != null) {
            throw new CliException(1, answer.error());
        }
        return FleetPage.read(node.data()).getOrDefault(kind, List.of()).stream()
                .filter(row ->
                        scopes.stream().anyMatch(scope -> scope.holds(new TenantId(String.valueOf(row.get("tenant"))))))
                .toList();
    }

    private static String scopeName(Scope scope) {
        return scope instanceof Scope.Tenant one ? one.id().value() : "all tenants";
    }
}
