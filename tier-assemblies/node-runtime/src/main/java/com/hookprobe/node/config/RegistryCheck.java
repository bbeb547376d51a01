package com.hookprobe.node.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks where the registry is. */
final class RegistryCheck {
    private RegistryCheck() {}

    static void check(String file, @Nullable RegistrySettings settings) throws ConfigException {
        if (settings == null) {
            return;
        }
        boolean server = false;
        if (settings.db() != null) {
            try {
                server = RegistryPlace.parse(settings.db(), Optional.empty()).server();
            } catch (IllegalArgumentException e) {
                throw new ConfigException(file + ": 'registry.db': " + e.getMessage());
            }
        }
        boolean one = settings.password() != null;
        boolean other = settings.passwordFile() != null;
        if (server && one == other) {
            throw new ConfigException(file + ": 'registry' expects password or password_file, and not both; found "
                    + (one ? "both" : "neither"));
        }
        if (!server && (one || other)) {
            throw new ConfigException(
                    file + ": 'registry' expects no password beside a SQLite file; its rights keep others out");
        }
        RegistrySettings.Enrolment enrolment = settings.enrolment();
        if (enrolment != null && (enrolment.portNumber() < 0 || enrolment.portNumber() > 65_535)) {
            throw new ConfigException(
                    file + ": 'registry.enrolment.port' expects 0 to 65535; found " + enrolment.port());
        }
        RegistrySettings.GeoIp geoip = settings.geoip();
        if (geoip != null && geoip.city() == null && geoip.asn() == null) {
            throw new ConfigException(file + ": 'registry.geoip' expects city, asn or both; found neither");
        }
    }
}
