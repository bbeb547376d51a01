package com.hookprobe.node.config;

import com.hookprobe.identity.access.Grant;
import com.hookprobe.identity.access.Role;
import com.hookprobe.identity.access.oidc.GroupRule;
import com.hookprobe.identity.access.oidc.OidcConfig;
import com.hookprobe.identity.registry.sql.Scope;
import com.hookprobe.identity.registry.sql.TenantId;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Login to a console by an OpenID provider, as the configuration says. */
public final class ConsoleProvider {
    private ConsoleProvider() {}

    /**
     * What the provider is asked and believed.
     *
     * @param secret reads the client's secret; null for a public client
     * @throws ConfigException naming the key and what was expected
     */
    public static OidcConfig of(ConsoleSettings.Oidc settings, @Nullable Supplier<char[]> secret)
            throws ConfigException {
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
                    secret,
                    plain.redirectUri(),
                    plain.home(),
                    plain.nameClaim(),
                    Objects.requireNonNullElse(settings.groupsClaim(), plain.groupsClaim()),
                    plain.rules(),
                    plain.scopes(),
                    plain.algorithms(),
                    plain.skew());
        } catch (IllegalArgumentException e) {
            throw new ConfigException("'api.console.oidc': " + e.getMessage());
        }
    }

    private static List<GroupRule> rules(List<ConsoleSettings.Group> groups) {
        List<GroupRule> rules = new ArrayList<>();
        for (ConsoleSettings.Group group : groups) {
            Scope where = group.place()
                    .map(tenant -> Scope.tenant(new TenantId(tenant)))
                    .orElseGet(Scope::platform);
            rules.add(new GroupRule(
                    required(group.group(), "groups.group"),
                    new Grant(role(required(group.role(), "groups.role")), where)));
        }
        return rules;
    }

    private static Role role(String text) {
        return Arrays.stream(Role.values())
                .filter(role -> role.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "groups.role: expected one of " + Arrays.toString(Role.values()) + ", found " + text));
    }

    private static String required(@Nullable String value, String key) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("expected " + key + ", found none");
        }
        return value;
    }
}
