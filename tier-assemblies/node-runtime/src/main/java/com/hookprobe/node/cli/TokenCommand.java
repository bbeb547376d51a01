package com.hookprobe.node.cli;

import com.hookprobe.identity.access.ApiToken;
import com.hookprobe.identity.access.ApiTokens;
import com.hookprobe.identity.access.LoginName;
import com.hookprobe.identity.access.Operation;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.node.log.EventLog;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** API tokens: what programs work with. */
@Command(
        mixinStandardHelpOptions = true,
        name = "token",
        synopsisSubcommandLabel = "COMMAND",
        description = "API tokens of an account: made, listed, revoked.")
final class TokenCommand extends CommandGroup {
    private static final String ALL = "*";

    @Command(
            mixinStandardHelpOptions = true,
            name = "make",
            description = "Makes a token of the account acted as, and prints it, once.")
    int make(
            @Mixin RegistryOptions options,
            @Option(names = "--label", required = true, description = "what it is for") String label,
            @Option(
                            names = "--scope",
                            required = true,
                            paramLabel = "OPERATION",
                            description = {
                                "what it may do of what the account may: devices.list, devices.*, or '*' for all; repeat.",
                                "Operations are in docs/spec/access.md, 3"
                            })
                    List<String> scopes,
            @Option(
                            names = "--days",
                            defaultValue = "90",
                            description = "how long it is good for; default 90, at most 366")
                    int days,
            @Option(names = "--json") boolean json)
            throws DatabaseException {
        Set<Operation> operations = operations(scopes);
        try (RegistryOptions.Session session = options.open()) {
            ApiToken.Made made =
                    session.access().tokens().make(session.who(), label, operations, Duration.ofDays(days));
            if (json) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("token", made.token().id());
                fields.put("secret", made.secret());
                fields.put("expires", made.token().expires().toString());
                System.out.println(EventLog.json(fields));
            } else {
                System.out.println(made.secret());
                System.err.println("token " + made.token().id() + " of "
                        + made.token().owner() + ", until " + made.token().expires() + "; it is not shown again");
            }
            return 0;
        }
    }

    @Command(mixinStandardHelpOptions = true, name = "list", description = "Lists one's own tokens, or an account's.")
    int list(
            @Mixin RegistryOptions options,
            @Option(names = "--json", description = "NDJSON") boolean json,
            @Parameters(paramLabel = "ACCOUNT", arity = "0..1") @Nullable String account)
            throws DatabaseException {
        try (RegistryOptions.Session session = options.open()) {
            ApiTokens tokens = session.access().tokens();
            List<ApiToken> found = account == null
                    ? tokens.listOwn(session.who())
                    : tokens.list(session.who(), LoginName.parse(account));
            for (ApiToken token : found) {
                AccountView.print(token, state(token), json);
            }
            return 0;
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "revoke",
            description = "Revokes a token, one's own or another account's; at its next use it is nothing.")
    int revoke(@Mixin RegistryOptions options, @Parameters(paramLabel = "TOKEN_ID") String id)
            throws DatabaseException {
        try (RegistryOptions.Session session = options.open()) {
            ApiTokens tokens = session.access().tokens();
            if (isOwn(tokens, session.who(), id)) {
                tokens.revokeOwn(session.who(), id);
            } else {
                tokens.revoke(session.who(), id);
            }
            return 0;
        }
    }

    private static boolean isOwn(ApiTokens tokens, Principal who, String id) throws DatabaseException {
        return !who.accountId().isEmpty()
                && who.narrowedTo().contains(Operation.ACCOUNT_TOKENS_LIST)
                && tokens.listOwn(who).stream().anyMatch(token -> token.id().equals(id));
    }

    private static String state(ApiToken token) {
        if (token.revoked().isPresent()) {
            return "revoked";
        }
        return token.expires().isAfter(Instant.now()) ? "live" : "expired";
    }

    /** Written out when the token is made, so that an operation that comes later is not among them. */
    static Set<Operation> operations(List<String> scopes) {
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        for (String scope : scopes) {
            Set<Operation> meant = Arrays.stream(Operation.values())
                    .filter(operation -> scope.equals(ALL)
                            || operation.text().equals(scope)
                            || scope.endsWith(".*")
                                    && operation.text().startsWith(scope.substring(0, scope.length() - 1)))
                    .collect(Collectors.toSet());
            if (meant.isEmpty()) {
                throw new CliException(
                        CliException.USAGE,
                        "--scope: no operation " + scope + "; they are "
                                + Arrays.stream(Operation.values())
                                        .map(Operation::text)
                                        .collect(Collectors.joining(" ")));
            }
            operations.addAll(meant);
        }
        return operations;
    }
}
