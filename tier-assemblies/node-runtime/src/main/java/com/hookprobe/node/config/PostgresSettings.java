package com.hookprobe.node.config;

import org.jspecify.annotations.Nullable;

/**
 * A copy of the ledger in PostgreSQL.
 *
 * @param url {@code jdbc:postgresql://HOST:PORT/DATABASE}, TLS in its parameters; without a password
 * @param user the role
 * @param password usually {@code "${HOOKPROBE_PG_PASSWORD}"}
 * @param passwordFile file whose first line is the password, read at every connect; instead of {@code password}
 * @param migrate false when the role may not create tables
 */
public record PostgresSettings(
        @Nullable String url,
        @Nullable String user,
        @Nullable String password,
        @Nullable String passwordFile,
        @Nullable Boolean migrate) {
    /** Without the password. */
    @Override
    public String toString() {
        return "PostgresSettings[" + url + ", " + user + "]";
    }
}
