package com.hookprobe.dsm.projection;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * Where Redis is.
 *
 * @param host name or address
 * @param port 1 to 65535
 * @param user empty for Redis's default user
 * @param password asked for at every connect; empty for none. The array is wiped afterwards
 * @param tls present for TLS; the host's name is checked against its certificate
 * @param database 0 to 15
 * @param timeToLive of blocks and checkpoints, 1 min to 30 days
 * @param pendingMax blocks listed as pending, the newest, 1 to 1,000,000
 * @param timeout for a connection and for an answer, 100 ms to 1 min
 */
public record RedisConfig(
        String host,
        int port,
        Optional<String> user,
        Optional<Supplier<char[]>> password,
        Optional<SSLSocketFactory> tls,
        int database,
        Duration timeToLive,
        int pendingMax,
        Duration timeout) {
    public RedisConfig {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host must be a name or an address, is empty");
        }
        Limits.between("port", port, 1, 65_535);
        Limits.between("database", database, 0, 15);
        Limits.between("timeToLive", timeToLive, Duration.ofMinutes(1), Duration.ofDays(30));
        Limits.between("pendingMax", pendingMax, 1, 1_000_000);
        Limits.between("timeout", timeout, Duration.ofMillis(100), Duration.ofMinutes(1));
    }

    /** No password, no TLS, database 0; blocks for a day, 100,000 pending, 5 s. */
    public static RedisConfig of(String host, int port) {
        return new RedisConfig(
                host,
                port,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Duration.ofDays(1),
                100_000,
                Duration.ofSeconds(5));
    }

    public RedisConfig withPassword(Optional<String> asUser, Supplier<char[]> secret) {
        return new RedisConfig(host, port, asUser, Optional.of(secret), tls, database, timeToLive, pendingMax, timeout);
    }

    public RedisConfig withDatabase(int number) {
        return new RedisConfig(host, port, user, password, tls, number, timeToLive, pendingMax, timeout);
    }

    public RedisConfig withTls(SSLSocketFactory factory) {
        return new RedisConfig(
                host, port, user, password, Optional.of(factory), database, timeToLive, pendingMax, timeout);
    }

    public RedisConfig withPendingMax(int most) {
        return new RedisConfig(host, port, user, password, tls, database, timeToLive, most, timeout);
    }
}
