package com.hookprobe.qsecbit.exchange;

import com.hookprobe.http.SecretHash;
import java.util.Set;

/**
 * A key that is let in; only its hash is kept.
 *
 * @param name of who has it, 1 to 64 plain characters
 * @param hash of the key, which was drawn at random
 * @param rights at least one
 */
public record ApiKey(String name, SecretHash hash, Set<Right> rights) {
    public ApiKey {
        if (!ExchangeText.isName(name, Decided.WORD_CHARS_MAX)) {
            throw new IllegalArgumentException("expected a name of 1 to 64 plain characters for a key, found another");
        }
        if (rights.isEmpty()) {
            throw new IllegalArgumentException("key " + name + ": expected at least one right, found none");
        }
        rights = Set.copyOf(rights);
    }

    /** A key by its hash in 64 hex digits, as {@code printf %s "$key" | sha256sum} prints it. */
    public static ApiKey ofHash(String name, String sha256Hex, Right... rights) {
        return new ApiKey(name, SecretHash.ofHex("key " + name, sha256Hex), Set.of(rights));
    }

    /** The hash that {@link #ofHash} takes. */
    public static String hashOf(String key) {
        return SecretHash.of(key).hex();
    }
}
