package com.hookprobe.dsm.projection;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Where PostgreSQL is.
 *
 * @param url {@code jdbc:postgresql://HOST:PORT/DATABASE?sslmode=verify-full&sslrootcert=FILE}; a schema of its own with
 *     {@code currentSchema=NAME}. No password: URLs are logged
 * @param user the role
 * @param password asked for at every connect, so that it can change; the array is wiped afterwards
 * @param migrate true when the role may create tables; else an operator runs the migrations
 * @param connectTimeout for a connection, 1 s to 1 min
 * @param statementTimeout for a statement and for what a network does to it, 1 s to 10 min
 */
public record PostgresConfig(
        String url,
        String user,
        Supplier<char[]> password,
        boolean migrate,
        Duration connectTimeout,
        Duration statementTimeout) {
    private static final String PREFIX = "jdbc:postgresql:";

    public PostgresConfig {
        if (!url.startsWith(PREFIX)) {
            throw new IllegalArgumentException("the URL must begin with " + PREFIX);
        }
        if (url.toLowerCase(Locale.ROOT).contains("password=")) {
            throw new IllegalArgumentException("the URL must not hold a password: URLs are logged; give it by itself");
        }
        Limits.between("connectTimeout", connectTimeout, Duration.ofSeconds(1), Duration.ofMinutes(1));
        Limits.between("statementTimeout", statementTimeout, Duration.ofSeconds(1), Duration.ofMinutes(10));
    }

    /** Migrates by itself; 5 s for a connection, 30 s for a statement. */
    public static PostgresConfig of(String url, String user, Supplier<char[]> password) {
        return new PostgresConfig(url, user, password, true, Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    public PostgresConfig withMigrate(boolean mayMigrate) {
        return new PostgresConfig(url, user, password, mayMigrate, connectTimeout, statementTimeout);
    }
}
