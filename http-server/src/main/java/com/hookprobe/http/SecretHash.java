package com.hookprobe.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The SHA-256 of a secret: who reads a configuration that holds it cannot use it. A plain hash is enough for what was drawn at random
 * (32 bytes); a word that people think of needs a slow hash with a salt instead. Hashes are compared in constant time. Immutable.
 */
public final class SecretHash {
    private static final int BYTES = 32;

    private final byte[] sha256;

    private SecretHash(byte[] sha256) {
        this.sha256 = sha256;
    }

    /** The hash of a secret's characters in UTF-8. */
    public static SecretHash of(String secret) {
        try {
            return new SecretHash(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * A hash in 64 hex digits, as {@code printf %s "$secret" | sha256sum} prints it.
     *
     * @param what names it in messages
     * @throws IllegalArgumentException for anything else; the message does not repeat it
     */
    public static SecretHash ofHex(String what, String hex) {
        byte[] sha256;
        try {
            sha256 = HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            // Somebody may have put the secret itself there: it must not get into a log.
            sha256 = new byte[0];
        }
        if (sha256.length != BYTES) {
            throw new IllegalArgumentException(what + ": expected a SHA-256 in 64 hex digits, found another text of "
                    + hex.length() + " characters: printf %s \"$secret\" | sha256sum prints it");
        }
        return new SecretHash(sha256);
    }

    /**
     * A hash of 32 bytes.
     *
     * @param what names it in messages
     * @throws IllegalArgumentException for another length
     */
    public static SecretHash ofBytes(String what, byte[] sha256) {
        if (sha256.length != BYTES) {
            throw new IllegalArgumentException(
                    what + ": expected a SHA-256 of " + BYTES + " bytes, found " + sha256.length);
        }
        return new SecretHash(sha256.clone());
    }

    /** What {@link #ofHex} takes. */
    public String hex() {
        return HexFormat.of().formatHex(sha256);
    }

    /** In constant time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SecretHash that && MessageDigest.isEqual(sha256, that.sha256);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sha256);
    }

    /** Without the hash. */
    @Override
    public String toString() {
        return "SecretHash";
    }
}
