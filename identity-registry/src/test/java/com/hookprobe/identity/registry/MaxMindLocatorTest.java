package com.hookprobe.identity.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaxMindLocatorTest {
    @TempDir
    Path folder;

    private Path cities() throws Exception {
        byte[] file = new MmdbWriter()
                .add(
                        "192.0.2.0",
                        24,
                        Map.of(
                                "country", Map.of("iso_code", "DE"),
                                "subdivisions", List.of(Map.of("names", Map.of("en", "Land Berlin"))),
                                "city", Map.of("names", Map.of("en", "Berlin", "de", "Berlin")),
                                "location", Map.of("latitude", 52.5, "longitude", 13.25)))
                .add("198.51.100.0", 25, Map.of("country", Map.of("iso_code", "FR")))
                .add(
                        "203.0.113.0",
                        24,
                        Map.of("country", "DE", "location", Map.of("latitude", 91.0), "city", List.of()))
                .file("GeoLite2-City");
        return Files.write(folder.resolve("city.mmdb"), file);
    }

    private Path networks() throws Exception {
        byte[] file = new MmdbWriter()
                .add(
                        "192.0.2.0",
                        25,
                        Map.of("autonomous_system_number", 64496, "autonomous_system_organization", "An ISP"))
                .file("GeoLite2-ASN");
        return Files.write(folder.resolve("asn.mmdb"), file);
    }

    @Test
    void readsWhatTheFilesSay() throws Exception {
        try (MaxMindLocator locator = MaxMindLocator.open(Optional.of(cities()), Optional.of(networks()))) {
            assertThat(locate(locator, "192.0.2.9"))
                    .isEqualTo(new Place(
                            Optional.of("DE"),
                            Optional.of("Land Berlin"),
                            Optional.of("Berlin"),
                            OptionalDouble.of(52.5),
                            OptionalDouble.of(13.25),
                            OptionalLong.of(64496),
                            Optional.of("An ISP")));
            assertThat(locate(locator, "192.0.2.200").asn()).isEmpty();
            assertThat(locate(locator, "192.0.2.200").city()).contains("Berlin");
            assertThat(locate(locator, "198.51.100.1").country()).contains("FR");
            assertThat(locate(locator, "198.51.100.129")).isEqualTo(Place.UNKNOWN);
            assertThat(locate(locator, "10.0.0.1")).isEqualTo(Place.UNKNOWN);
            // Another shape than expected, and an IPv6 address in a file of IPv4: unknown, never a failure.
            assertThat(locate(locator, "203.0.113.1")).isEqualTo(Place.UNKNOWN);
            assertThat(locate(locator, "2001:db8::1")).isEqualTo(Place.UNKNOWN);
        }
    }

    @Test
    void eitherFileIsEnough() throws Exception {
        try (MaxMindLocator locator = MaxMindLocator.open(Optional.empty(), Optional.of(networks()))) {
            assertThat(locate(locator, "192.0.2.9").isp()).contains("An ISP");
            assertThat(locate(locator, "192.0.2.9").country()).isEmpty();
        }
        try (MaxMindLocator locator = MaxMindLocator.open(Optional.empty(), Optional.empty())) {
            assertThat(locate(locator, "192.0.2.9")).isEqualTo(Place.UNKNOWN);
        }
    }

    @Test
    void otherFilesAreRefused() throws Exception {
        Path noise = Files.write(folder.resolve("noise.mmdb"), Fixtures.bytes(1, 4096));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> MaxMindLocator.open(Optional.of(noise), Optional.empty()));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> MaxMindLocator.open(Optional.of(cities()), Optional.of(folder.resolve("none"))));
    }

    private static Place locate(GeoLocator locator, String address) throws Exception {
        return locator.locate(InetAddress.getByName(address));
    }
}
