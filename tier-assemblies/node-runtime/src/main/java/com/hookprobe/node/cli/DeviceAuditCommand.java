package com.hookprobe.node.cli;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.access.Registrar;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegistryEntry.Change;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.RegistryHead;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the chain of changes: of one device to who may show it, of all to who may read the audit. */
@Command(
        mixinStandardHelpOptions = true,
        name = "audit",
        description = {
            "Shows what was decided about a device, or about all; --verify recomputes the whole chain first.",
            "What operators tried and were refused is in 'account audit'."
        })
final class DeviceAuditCommand implements Callable<Integer> {
    @Mixin
    private RegistryOptions options = new RegistryOptions();

    @Mixin
    private TenantOption tenant = new TenantOption();

    @Option(names = "--after", paramLabel = "N", description = "changes after this sequence; default 0")
    private long after;

    @Option(names = "--verify", description = "exit code 1 when a row is not as it was written")
    private boolean verify;

    @Option(names = "--json", description = "NDJSON")
    private boolean json;

    @Parameters(paramLabel = "NODE_ID", arity = "0..1")
    private @Nullable String id;

    @Override
    public Integer call() throws DatabaseException, RegistryException {
        if (id != null && tenant.isGiven()) {
            throw new CliException(CliException.USAGE, "--tenant: a node id says whose it is; give one of them");
        }
        try (RegistryOptions.Session session = options.open()) {
            Registrar registrar = session.registrar();
            if (verify) {
                RegistryHead head = registrar.verifyAudit(session.who());
                System.err.println("the chain is whole up to " + head.sequence() + ", " + head.hashHex());
            }
            if (id != null) {
                NodeId node = KeysCommand.nodeId(id);
                registrar.history(session.who(), node).changes().stream()
                        .filter(change -> change.sequence() > after)
                        .forEach(change -> DeviceView.print(change, json));
            } else {
                for (Scope scope : tenant.scopes(session)) {
                    all(session, registrar, scope);
                }
            }
            return 0;
        }
    }

    private void all(RegistryOptions.Session session, Registrar registrar, Scope scope)
            throws DatabaseException, RegistryException {
        long last = after;
        List<Change> page;
        do {
            page = registrar.changes(session.who(), scope, last, DeviceRegistry.LIMIT_MAX);
            for (Change change : page) {
                DeviceView.print(change, json);
                last = change.sequence();
            }
        } while (page.size() == DeviceRegistry.LIMIT_MAX);
    }
}
