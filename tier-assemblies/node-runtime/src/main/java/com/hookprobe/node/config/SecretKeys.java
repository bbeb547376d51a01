package com.hookprobe.node.config;

import java.util.Set;

/** Which keys of a configuration hold secrets: never shown, never repeated in a message, never in a file for everybody. */
final class SecretKeys {
    private static final Set<String> KEYS = Set.of("passphrase", "password");
    /** Sections whose values are all secrets. */
    private static final Set<String> SECTIONS = Set.of("headers");

    private SecretKeys() {}

    /** @param path of a key, with dots between */
    static boolean names(String path) {
        String[] names = path.split("\\.", -1);
        return KEYS.contains(names[names.length - 1])
                || (names.length > 1 && SECTIONS.contains(names[names.length - 2]));
    }
}
