package com.hookprobe.qsecbit.exchange;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * A key that is let in. Only its SHA-256 is kept: who reads the configuration cannot use it. A plain hash is enough for what was drawn
 * at random (32 bytes); a word that people think of is not a key.
 *
 * @param name of who has it, 1 to 64 plain characters
 * @param sha256 of the key's characters
 * @param rights at least one
 */
public record ApiKey(String name, byte[] sha256, Set<Right> rights) {
    private static final int HASH_BYTES = 32;

    public ApiKey {
        if (!ExchangeText.isName(name, Decided.WORD_CHARS_MAX)) {
            throw new IllegalArgumentException("expected a name of 1 to 64 plain characters for a key, found another");
        }
        if (sha256.length != HASH_BYTES) {
            throw new IllegalArgumentException(
                    "key " + name + ": expected a SHA-256 of " + HASH_BYTES + " bytes, found " + sha256.length);
        }
        if (rights.isEmpty()) {
            throw new IllegalArgumentException("key " + name + ": expected at least one right, found none");
        }
        sha256 = sha256.clone();
        rights = Set.copyOf(rights);
    }

    /** A key by its hash in 64 hex digits, as {@code printf %s "$key" | sha256sum} prints it. */
    public static ApiKey ofHash(String name, String sha256Hex, Right... rights) {
        return new ApiKey(name, HexFormat.of().parseHex(sha256Hex), Set.of(rights));
    }

    /** The hash that {@link #ofHash} takes. */
    public static String hashOf(String key) {
        return HexFormat.of().formatHex(hash(key));
    }

    /** Compares in constant time. */
    boolean accepts(byte[] keyHash) {
        return MessageDigest.isEqual(sha256, keyHash);
    }

    static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
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
        return other instanceof ApiKey that
                && name.equals(that.name)
                && Arrays.equals(sha256, that.sha256)
                && rights.equals(that.rights);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sha256);
    }

    @Override
    public String toString() {
        return "ApiKey[" + name + ' ' + rights + "]";
    }
}
