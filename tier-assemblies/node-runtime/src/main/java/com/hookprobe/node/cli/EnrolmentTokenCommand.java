package com.hookprobe.node.cli;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.access.TenantRegistrar;
import com.hookprobe.identity.registry.EnrolmentToken;
import com.hookprobe.identity.registry.EnrolmentTokens;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.TokenTerms;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.node.log.EventLog;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One-time tokens: a person's approval, given before the device asks. (docs/spec/identity.md, 10.9.) */
@Command(
        mixinStandardHelpOptions = true,
        name = "enrolment-token",
        synopsisSubcommandLabel = "COMMAND",
        description = "One-time tokens by which a device enrols and is ACTIVE at once.")
final class EnrolmentTokenCommand extends CommandGroup {
    @Command(
            mixinStandardHelpOptions = true,
            name = "make",
            description = "Makes a token for one device, and prints it, once; it goes to 'keys request --token-file'.")
    int make(
            @Mixin RegistryOptions options,
            @Mixin TenantOption tenant,
            @Option(names = "--site", paramLabel = "SITE", description = "where the device will stand") @Nullable String site,
            @Option(names = "--tier", description = "what it must be; default: any tier") @Nullable Tier tier,
            @Option(names = "--name", description = "what it must be called; default: any name") @Nullable String name,
            @Option(
                            names = "--hours",
                            defaultValue = "24",
                            description = "how long it is good for; default 24, at most 2160 (90 days)")
                    int hours,
            @Option(names = "--json") boolean json)
            throws DatabaseException, RegistryException {
        try (RegistryOptions.Session session = options.open()) {
            TokenTerms terms = new TokenTerms(
                    tenant.home(session),
                    Optional.ofNullable(site).map(TenantOption::site),
                    Optional.ofNullable(tier),
                    Optional.ofNullable(name),
                    Duration.ofHours(hours));
            EnrolmentToken.Issued issued = session.tenants().issueToken(session.who(), terms);
            EnrolmentToken token = issued.token();
            if (json) {
                Map<String, Object> fields = fields(token);
                fields.put("secret", issued.text());
                System.out.println(EventLog.json(fields));
            } else {
                System.out.println(issued.text());
                System.err.println("token " + token.id() + " of " + token.tenant() + ", until " + token.expires()
                        + "; it is not shown again");
            }
            return 0;
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, String.valueOf(e.getMessage()));
        }
    }

    @Command(mixinStandardHelpOptions = true, name = "list", description = "Lists tokens, the newest first.")
    int list(
            @Mixin RegistryOptions options,
            @Mixin TenantOption tenant,
            @Option(names = "--json", description = "NDJSON") boolean json)
            throws DatabaseException, RegistryException {
        try (RegistryOptions.Session session = options.open()) {
            TenantRegistrar registrar = session.tenants();
            for (Scope scope : tenant.scopes(session)) {
                Optional<EnrolmentToken> last = Optional.empty();
                List<EnrolmentToken> page;
                do {
                    page = registrar.tokens(session.who(), scope, last, EnrolmentTokens.LIMIT_MAX);
                    page.forEach(token -> print(token, json));
                    last = page.isEmpty() ? last : Optional.of(page.get(page.size() - 1));
                } while (page.size() == EnrolmentTokens.LIMIT_MAX);
            }
            return 0;
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "revoke",
            description = "Takes a token back that no device has used yet.")
    int revoke(
            @Mixin RegistryOptions options,
            @Option(names = "--json") boolean json,
            @Parameters(paramLabel = "TOKEN_ID") String id)
            throws DatabaseException, RegistryException {
        try (RegistryOptions.Session session = options.open()) {
            print(session.tenants().revokeToken(session.who(), id), json);
            return 0;
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "failures",
            description = "Lists why tokens did not let devices in, the newest first.")
    int failures(
            @Mixin RegistryOptions options,
            @Mixin TenantOption tenant,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "default 100, at most 1000")
                    int limit,
            @Option(names = "--json", description = "NDJSON") boolean json)
            throws DatabaseException, RegistryException {
        try (RegistryOptions.Session session = options.open()) {
            TenantRegistrar registrar = session.tenants();
            for (Scope scope : tenant.scopes(session)) {
                registrar
                        .tokenFailures(session.who(), scope, limit)
                        .forEach(failure -> System.out.println(json ? EventLog.json(fields(failure)) : text(failure)));
            }
            return 0;
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static void print(EnrolmentToken token, boolean json) {
        System.out.println(
                json
                        ? EventLog.json(fields(token))
                        : String.format(
                                "%s %-8s %-20s %-8s %-20s until %s, by %s, failures %d",
                                token.id(),
                                state(token),
                                token.tenant()
                                        + token.site().map(site -> "/" + site).orElse(""),
                                token.tier().map(Tier::text).orElse("any"),
                                token.name().orElse("any name"),
                                token.expires(),
                                token.by(),
                                token.failures()));
    }

    private static Map<String, Object> fields(EnrolmentToken token) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("token", token.id());
        fields.put("state", state(token));
        fields.put("tenant", token.tenant().value());
        fields.put("site", token.site().map(Object::toString).orElse(""));
        fields.put("tier", token.tier().map(Tier::text).orElse(""));
        fields.put("name", token.name().orElse(""));
        fields.put("created", token.created().toString());
        fields.put("expires", token.expires().toString());
        fields.put("created_by", token.by());
        fields.put("failures", token.failures());
        fields.put("used_by", token.usedBy().map(NodeId::hex).orElse(""));
        fields.put("revoked_by", token.revokedBy().orElse(""));
        return fields;
    }

    private static Map<String, Object> fields(EnrolmentToken.Failure failure) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("time", failure.at().toString());
        fields.put("tenant", failure.tenant().value());
        fields.put("token", failure.token().orElse(""));
        fields.put("node_id", failure.device().hex());
        fields.put("reason", failure.reason());
        return fields;
    }

    private static String text(EnrolmentToken.Failure failure) {
        return String.join(
                " ",
                failure.at().toString(),
                failure.tenant().value(),
                failure.token().orElse("-"),
                failure.device().hex(),
                failure.reason());
    }

    private static String state(EnrolmentToken token) {
        if (token.usedBy().isPresent()) {
            return "used";
        }
        if (token.revokedAt().isPresent()) {
            return "revoked";
        }
        return token.expires().isAfter(Instant.now()) ? "open" : "expired";
    }
}
