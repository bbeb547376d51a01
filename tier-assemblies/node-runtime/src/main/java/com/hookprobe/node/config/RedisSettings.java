package com.hookprobe.node.config;

import org.jspecify.annotations.Nullable;

/**
 * What is hot of the ledger, in Redis.
 *
 * @param host name or address
 * @param port 6379
 * @param user of an access list; none: the default user
 * @param password usually {@code "${HOOKPROBE_REDIS_PASSWORD}"}
 * @param passwordFile file whose first line is the password, read at every connect; instead of {@code password}
 * @param tls true for TLS with the certificates that this JVM trusts
 * @param database 0 to 15
 */
public record RedisSettings(
        @Nullable String host,
        @Nullable Integer port,
        @Nullable String user,
        @Nullable String password,
        @Nullable String passwordFile,
        @Nullable Boolean tls,
        @Nullable Integer database) {
    /** Without the password. */
    @Override
    public String toString() {
        return "RedisSettings[" + host + ", " + user + "]";
    }
}
