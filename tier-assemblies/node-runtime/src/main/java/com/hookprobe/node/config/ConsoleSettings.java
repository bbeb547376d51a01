package com.hookprobe.node.config;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pages by which people run a node, at the door of {@code api}. Not served when it is left out.
 *
 * @param origins addresses from which people come, such as {@code https://guardian.example}; when it is left out, the host that the
 *     browser names; without TLS an address or localhost only, for other names can be rebound
 * @param behindTls true when a proxy on this machine ends TLS in front of the node
 * @param oidc login by an OpenID provider, beside passwords
 */
public record ConsoleSettings(
        @Nullable List<String> origins,
        @Nullable Boolean behindTls,
        @Nullable Oidc oidc) {
    /** With the defaults. */
    public static final ConsoleSettings STANDARD = new ConsoleSettings(null, null, null);

    /**
     * An OpenID provider (docs/spec/access.md, 9).
     *
     * @param label on the button
     * @param issuer its address, as its own documents write it
     * @param clientId as which this node is known there
     * @param clientSecretFile file whose first line is the secret; none: a public client
     * @param redirectUri this console's address with {@code /ui/oidc/finish} behind it
     * @param groupsClaim claim that names groups: its name, or a JSON pointer; groups when it is left out
     * @param groups which group has which role
     */
    public record Oidc(
            @Nullable String label,
            @Nullable String issuer,
            @Nullable String clientId,
            @Nullable String clientSecretFile,
            @Nullable String redirectUri,
            @Nullable String groupsClaim,
            @Nullable List<Group> groups) {
        public List<Group> rules() {
            return groups == null ? List.of() : groups;
        }
    }

    /**
     * @param group by its exact name
     * @param role VIEWER, ANALYST, OPERATOR, TENANT_ADMIN or PLATFORM_ADMIN
     * @param tenant where it holds; everywhere when it is left out
     */
    public record Group(
            @Nullable String group,
            @Nullable String role,
            @Nullable String tenant) {
        public Optional<String> place() {
            return Optional.ofNullable(tenant);
        }
    }

    public List<String> from() {
        return origins == null ? List.of() : origins;
    }

    public boolean proxied() {
        return Boolean.TRUE.equals(behindTls);
    }
}
