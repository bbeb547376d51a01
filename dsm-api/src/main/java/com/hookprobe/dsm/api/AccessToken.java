package com.hookprobe.dsm.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * A bearer token that is let in. Only its SHA-256 is kept: who reads the configuration cannot use it. A plain hash is enough for
 * what was drawn at random; a word that people think of is not a token.
 *
 * @param label names it for people
 * @param sha256 of the token's characters
 * @param roles at least one
 */
public record AccessToken(String label, byte[] sha256, Set<Role> roles) {
    private static final int HASH_BYTES = 32;

    public AccessToken {
        if (sha256.length != HASH_BYTES) {
            throw new IllegalArgumentException(
                    "token " + label + ": expected a SHA-256 of " + HASH_BYTES + " bytes, found " + sha256.length);
        }
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("token " + label + ": expected at least one role, found none");
        }
        sha256 = sha256.clone();
        roles = Set.copyOf(roles);
    }

    /** A token by its hash in 64 hex digits, as {@code printf %s "$token" | sha256sum} prints it. */
    public static AccessToken ofHash(String label, String sha256Hex, Role... roles) {
        return new AccessToken(label, HexFormat.of().parseHex(sha256Hex), Set.of(roles));
    }

    /** The hash that {@link #ofHash} takes. */
    public static String hashOf(String token) {
        return HexFormat.of().formatHex(hash(token));
    }

    /** Compares in constant time. */
    boolean accepts(byte[] tokenHash) {
        return MessageDigest.isEqual(sha256, tokenHash);
    }

    boolean may(Role role) {
        return role == Role.READER || roles.contains(role);
    }

    static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public byte[] sha256() {
        return sha256.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AccessToken that
                && label.equals(that.label)
                && Arrays.equals(sha256, that.sha256)
                && roles.equals(that.roles);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sha256);
    }

    @Override
    public String toString() {
        return "AccessToken[" + label + ' ' + roles + "]";
    }
}
