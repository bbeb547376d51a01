package com.hookprobe.node.cli;

import com.hookprobe.identity.access.Account;
import com.hookprobe.identity.access.AuditRecord;
import com.hookprobe.identity.access.Grant;
import com.hookprobe.identity.access.LoginName;
import com.hookprobe.identity.access.Role;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is done with accounts that are there. */
class AccountActions extends CommandGroup {
    private static final int PAGE = 1_000;

    @Command(mixinStandardHelpOptions = true, name = "list", description = "Lists accounts: all, or those of a tenant.")
    int list(
            @Mixin RegistryOptions options,
            @Option(names = "--tenant", paramLabel = "TENANT") @Nullable String tenant,
            @Option(names = "--json", description = "NDJSON") boolean json)
            throws DatabaseException {
        try (RegistryOptions.Session session = options.open()) {
            for (Scope home : scopes(session, tenant)) {
                String after = "";
                List<Account> page;
                do {
                    page = session.access().accounts().list(session.who(), home, after, PAGE);
                    for (Account account : page) {
                        if (json) {
                            AccountView.print(account, true);
                        } else {
                            AccountView.printLine(account);
                        }
                        after = AccountView.place(account.home()) + "/"
                                + account.name().name();
                    }
                } while (page.size() == PAGE);
            }
            return 0;
        }
    }

    @Command(mixinStandardHelpOptions = true, name = "show", description = "Shows one account.")
    int show(
            @Mixin RegistryOptions options,
            @Option(names = "--json") boolean json,
            @Parameters(paramLabel = "NAME", description = "TENANT/NAME, or NAME for one of the provider") String name)
            throws DatabaseException {
        try (RegistryOptions.Session session = options.open()) {
            AccountView.print(session.access().accounts().show(session.who(), LoginName.parse(name)), json);
            return 0;
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "disable",
            description = "Keeps an account out, and ends its sessions; its tokens are of no use until it is enabled.")
    int disable(
            @Mixin RegistryOptions options,
            @Option(names = "--reason", required = true) String reason,
            @Parameters(paramLabel = "NAME") String name)
            throws DatabaseException {
        try (RegistryOptions.Session session = options.open()) {
            session.access().accounts().disable(session.who(), LoginName.parse(name), reason);
            return 0;
        }
    }

    @Command(mixinStandardHelpOptions = true, name = "enable", description = "Lets a disabled account in again.")
    int enable(
            @Mixin RegistryOptions options,
            @Option(names = "--reason", required = true) String reason,
            @Parameters(paramLabel = "NAME") String name)
            throws DatabaseException {
        try (RegistryOptions.Session session = options.open()) {
            session.access().accounts().enable(session.who(), LoginName.parse(name), reason);
            return 0;
        }
    }

    @Command(mixinStandardHelpOptions = true, name = "end-sessions", description = "Logs an account out everywhere.")
    int endSessions(@Mixin RegistryOptions options, @Parameters(paramLabel = "NAME") String name)
            throws DatabaseException {
        try (RegistryOptions.Session session = options.open()) {
            session.access().accounts().endSessions(session.who(), LoginName.parse(name));
            return 0;
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "grant",
            description = "Grants a role: VIEWER, ANALYST, OPERATOR, TENANT_ADMIN or PLATFORM_ADMIN.")
    int grant(
            @Mixin RegistryOptions options,
            @Mixin WhereOptions where,
            @Parameters(index = "0", paramLabel = "NAME") String name,
            @Parameters(index = "1", paramLabel = "ROLE") Role role)
            throws DatabaseException {
        try (RegistryOptions.Session session = options.open()) {
            LoginName login = LoginName.parse(name);
            session.access().accounts().grant(session.who(), login, where.grant(login, role));
            return 0;
        }
    }

    @Command(mixinStandardHelpOptions = true, name = "revoke", description = "Takes a role away.")
    int revoke(
            @Mixin RegistryOptions options,
            @Mixin WhereOptions where,
            @Parameters(index = "0", paramLabel = "NAME") String name,
            @Parameters(index = "1", paramLabel = "ROLE") Role role)
            throws DatabaseException {
        try (RegistryOptions.Session session = options.open()) {
            LoginName login = LoginName.parse(name);
            session.access().accounts().revoke(session.who(), login, where.grant(login, role));
            return 0;
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "audit",
            description = "Shows what operators did and were refused; --verify recomputes the chain of all rows first.")
    int audit(
            @Mixin RegistryOptions options,
            @Option(names = "--tenant", paramLabel = "TENANT") @Nullable String tenant,
            @Option(names = "--after", paramLabel = "N", description = "rows after this sequence; default 0")
                    long after,
            @Option(names = "--verify") boolean verify,
            @Option(names = "--json", description = "NDJSON") boolean json)
            throws DatabaseException {
        try (RegistryOptions.Session session = options.open()) {
            if (verify) {
                var broken = session.access().audit().verify();
                if (broken.isPresent()) {
                    throw new CliException(
                            1,
                            "the audit is not as it was written from row " + broken.get()
                                    + " on; compare with the ledger");
                }
            }
            for (Scope scope : scopes(session, tenant)) {
                long last = after;
                List<AuditRecord> page;
                do {
                    page = session.access().audit().read(session.who(), scope, last, PAGE);
                    for (AuditRecord row : page) {
                        AccountView.print(row, json);
                        last = row.sequence();
                    }
                } while (page.size() == PAGE);
            }
            return 0;
        }
    }

    /** The tenant that was named, or all that the principal sees. */
    static List<Scope> scopes(RegistryOptions.Session session, @Nullable String tenant) {
        List<Scope> scopes = tenant == null ? session.who().scopes() : List.of(scope(tenant));
        if (scopes.isEmpty()) {
            throw new CliException(
                    CliException.NOT_PERMITTED, session.who().name() + " has no role; see 'account grant'");
        }
        return scopes;
    }

    static Scope scope(String tenant) {
        try {
            return Scope.tenant(new TenantId(tenant));
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, "--tenant: " + e.getMessage());
        }
    }

    /** Where a role holds. */
    static final class WhereOptions {
        @Option(
                names = "--tenant",
                paramLabel = "TENANT",
                description = "where the role holds; default: the account's own tenant")
        private @Nullable String tenant;

        @Option(
                names = "--everywhere",
                description = "in all tenants and on the platform; PLATFORM_ADMIN is always that")
        private boolean everywhere;

        Grant grant(LoginName name, Role role) {
            if (everywhere && tenant != null) {
                throw new CliException(CliException.USAGE, "--tenant and --everywhere exclude each other");
            }
            Scope where;
            if (tenant != null) {
                where = scope(tenant);
            } else if (everywhere || role == Role.PLATFORM_ADMIN || name.home() instanceof Scope.Tenant) {
                where = everywhere || role == Role.PLATFORM_ADMIN ? Scope.platform() : name.home();
            } else {
                throw new CliException(
                        CliException.USAGE, name + " is the provider's: say --tenant TENANT, or --everywhere");
            }
            try {
                return new Grant(role, where);
            } catch (IllegalArgumentException e) {
                throw new CliException(CliException.USAGE, String.valueOf(e.getMessage()));
            }
        }
    }
}
