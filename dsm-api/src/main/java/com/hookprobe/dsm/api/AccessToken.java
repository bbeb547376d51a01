package com.hookprobe.dsm.api;

import com.hookprobe.http.SecretHash;
import java.util.Set;

/**
 * A bearer token that is let in; only its hash is kept.
 *
 * @param label names it for people
 * @param hash of the token, which was drawn at random
 * @param roles at least one
 */
public record AccessToken(String label, SecretHash hash, Set<Role> roles) {
    public AccessToken {
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("token " + label + ": expected at least one role, found none");
        }
        roles = Set.copyOf(roles);
    }

    /** A token by the SHA-256 of its characters. */
    public AccessToken(String label, byte[] sha256, Set<Role> roles) {
        this(label, SecretHash.ofBytes("token " + label, sha256), roles);
    }

    /** A token by its hash in 64 hex digits, as {@code printf %s "$token" | sha256sum} prints it. */
    public static AccessToken ofHash(String label, String sha256Hex, Role... roles) {
        return new AccessToken(label, SecretHash.ofHex("token " + label, sha256Hex), Set.of(roles));
    }

    /** The hash that {@link #ofHash} takes. */
    public static String hashOf(String token) {
        return SecretHash.of(token).hex();
    }

    boolean may(Role role) {
        return role == Role.READER || roles.contains(role);
    }
}
