package com.hookprobe.node.config;

import org.jspecify.annotations.Nullable;

/**
 * The MSSP's registry of devices and accounts.
 *
 * @param db a SQLite file, or {@code postgresql://ROLE@HOST[:PORT]/DATABASE[?sslmode=MODE]}; default {@code <data>/registry.db}
 * @param password of the PostgreSQL role, usually {@code "${HOOKPROBE_DB_PASSWORD}"}
 * @param passwordFile file whose first line is the password, read at every connect; instead of {@code password}
 * @param geoip files that tell where addresses are; none when it is left out
 */
public record RegistrySettings(
        @Nullable String db,
        @Nullable String password,
        @Nullable String passwordFile,
        @Nullable GeoIp geoip) {
    /** Without the password. */
    @Override
    public String toString() {
        return "RegistrySettings[" + db + "]";
    }

    /**
     * MaxMind DB files that the operator has; nothing is asked of the network.
     *
     * @param city places, of the shape of GeoLite2 City
     * @param asn networks, of the shape of GeoLite2 ASN
     */
    public record GeoIp(@Nullable String city, @Nullable String asn) {}
}
