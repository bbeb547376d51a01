package com.hookprobe.node.config;

import org.jspecify.annotations.Nullable;

/**
 * The MSSP's registry of devices and accounts.
 *
 * @param db a SQLite file, or {@code postgresql://ROLE@HOST[:PORT]/DATABASE[?sslmode=MODE]}; default {@code <data>/registry.db}
 * @param password of the PostgreSQL role, usually {@code "${HOOKPROBE_DB_PASSWORD}"}
 * @param passwordFile file whose first line is the password, read at every connect; instead of {@code password}
 * @param geoip files that tell where addresses are; none when it is left out
 * @param enrolment where devices send their requests; nowhere when it is left out
 */
public record RegistrySettings(
        @Nullable String db,
        @Nullable String password,
        @Nullable String passwordFile,
        @Nullable GeoIp geoip,
        @Nullable Enrolment enrolment) {
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

    /**
     * Enrolment over HTTP. Requests are sealed and signed, so that plain HTTP tells no more than the device's card.
     *
     * @param bind address; 127.0.0.1 when it is left out
     * @param port 4721 when it is left out; 0 = any free one
     * @param open true: requests without a one-time token are taken too, and wait for approval
     */
    public record Enrolment(
            @Nullable String bind,
            @Nullable Integer port,
            @Nullable Boolean open) {
        public String address() {
            return bind == null ? "127.0.0.1" : bind;
        }

        public int portNumber() {
            return port == null ? 4721 : port;
        }

        public boolean takesAll() {
            return Boolean.TRUE.equals(open);
        }
    }
}
