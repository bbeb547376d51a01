package com.hookprobe.identity.registry.sql;

import java.util.Locale;
import java.util.function.Supplier;

/**
 * Where the PostgreSQL server is.
 *
 * @param url {@code jdbc:postgresql://HOST:PORT/DATABASE?sslmode=verify-full&sslrootcert=FILE}; a schema of its own with
 *     {@code currentSchema=NAME}. No password: URLs are logged
 * @param user the role; it owns the tables, and is neither superuser nor BYPASSRLS
 * @param password asked for at every connect, so that it can change; the array is wiped afterwards
 * @param poolSize connections at the most, 1 to 64
 */
public record PostgresOptions(String url, String user, Supplier<char[]> password, int poolSize) {
    /** Connections of a node that has no other wish. */
    public static final int POOL_SIZE = 8;

    private static final String PREFIX = "jdbc:postgresql:";
    private static final int POOL_SIZE_MAX = 64;

    /** Checks the values. */
    public PostgresOptions {
        if (!url.startsWith(PREFIX)) {
            throw new IllegalArgumentException("PostgreSQL URL: expected one that begins with " + PREFIX);
        }
        if (url.toLowerCase(Locale.ROOT).contains("password=")) {
            throw new IllegalArgumentException(
                    "PostgreSQL URL: expected none with a password, for URLs are logged; give it by itself");
        }
        if (user.isBlank()) {
            throw new IllegalArgumentException("PostgreSQL user: expected the name of a role, found none");
        }
        if (poolSize < 1 || poolSize > POOL_SIZE_MAX) {
            throw new IllegalArgumentException(
                    "PostgreSQL pool size: expected 1 to " + POOL_SIZE_MAX + ", found " + poolSize);
        }
    }

    /** With {@link #POOL_SIZE} connections. */
    public static PostgresOptions of(String url, String user, Supplier<char[]> password) {
        return new PostgresOptions(url, user, password, POOL_SIZE);
    }

    /** With one password for good; the array is copied. */
    public static PostgresOptions of(String url, String user, char[] password) {
        char[] kept = password.clone();
        return of(url, user, kept::clone);
    }

    @Override
    public String toString() {
        return "PostgresOptions[" + url + ", " + user + "]";
    }
}
