package com.hookprobe.node.role;

import com.hookprobe.console.ConsoleConfig;
import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.Grant;
import com.hookprobe.identity.access.Role;
import com.hookprobe.identity.access.oidc.GroupRule;
import com.hookprobe.identity.access.oidc.OidcConfig;
import com.hookprobe.identity.access.oidc.OidcLogin;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.ConsoleSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Login to a console by an OpenID provider, as the configuration says. */
final class ConsoleProvider {
    private ConsoleProvider() {}

    /** @throws ConfigException naming the key and what was expected */
    static OidcConfig config(ConsoleSettings.Oidc settings) throws ConfigException {
        try {
            OidcConfig plain = OidcConfig.of(
                    URI.create(required(settings.issuer(), "issuer")),
                    required(settings.clientId(), "client_id"),
                    URI.create(required(settings.redirectUri(), "redirect_uri")),
                    Scope.platform(),
                    rules(settings.rules()));
            return new OidcConfig(
                    plain.issuer(),
                    plain.clientId(),
                    settings.clientSecretFile() == null ? null : PasswordSource.of(null, settings.clientSecretFile()),
                    plain.redirectUri(),
                    plain.home(),
                    plain.nameClaim(),
                    Objects.requireNonNullElse(settings.groupsClaim(), plain.groupsClaim()),
                    plain.rules(),
                    plain.scopes(),
                    Set.copyOf(plain.algorithms()),
                    plain.skew());
        } catch (IllegalArgumentException e) {
            throw new ConfigException("'api.console.oidc': " + e.getMessage());
        }
    }

    private static List<GroupRule> rules(List<ConsoleSettings.Group> groups) {
        List<GroupRule> rules = new ArrayList<>();
        for (ConsoleSettings.Group group : groups) {
            String role = required(group.role(), "groups.role");
            Scope where = group.place()
                    .map(tenant -> Scope.tenant(new TenantId(tenant)))
                    .orElseGet(Scope::platform);
            rules.add(new GroupRule(
                    required(group.group(), "groups.group"),
                    new Grant(Role.valueOf(role.toUpperCase(Locale.ROOT)), where)));
        }
        return rules;
    }

    private static String required(@Nullable String value, String key) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("expected " + key + ", found none");
        }
        return value;
    }

    static Optional<ConsoleConfig.Provider> of(ConsoleSettings.@Nullable Oidc settings, Access access)
            throws ConfigException {
        if (settings == null) {
            return Optional.empty();
        }
        String label = Objects.requireNonNullElse(settings.label(), "OpenID");
        return Optional.of(new ConsoleConfig.Provider(label, new OidcLogin(config(settings), access.externalLogin())));
    }
}
