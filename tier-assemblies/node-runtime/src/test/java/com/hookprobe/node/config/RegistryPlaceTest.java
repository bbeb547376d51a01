package com.hookprobe.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryPlaceTest {
    private static String place(String text) {
        return RegistryPlace.parse(text, Optional.of("fallback")).toString();
    }

    @Test
    void aFileIsAFile() {
        RegistryPlace file = RegistryPlace.parse("/nowhere/registry.db", Optional.empty());
        assertThat(file.server()).isFalse();
        assertThat(file.isMissing()).isTrue();
        assertThat(file).hasToString("/nowhere/registry.db");
        assertThatThrownBy(() -> file.open(() -> new char[0])).hasMessageContaining("no such folder /nowhere");
    }

    @Test
    void toAnotherMachineTheServerHasToShowWhoItIs() {
        assertThat(place("postgresql://r@db.example/reg"))
                .isEqualTo("jdbc:postgresql://db.example/reg?sslmode=verify-full");
        assertThat(place("postgresql://r@db.example:5433/reg?sslrootcert=/etc/ca.pem"))
                .isEqualTo("jdbc:postgresql://db.example:5433/reg?sslmode=verify-full&sslrootcert=/etc/ca.pem");
        assertThat(place("postgres://db.example/reg?sslmode=require"))
                .as("who says something else gets it")
                .isEqualTo("jdbc:postgresql://db.example/reg?sslmode=require");
        for (String local : new String[] {"127.0.0.1", "localhost", "[::1]"}) {
            assertThat(place("postgresql://r@" + local + ":5432/reg"))
                    .isEqualTo("jdbc:postgresql://" + local + ":5432/reg");
        }
        assertThat(place("postgresql://r@localhost.example/reg")).contains("verify-full");
        assertThat(place("postgresql://r@db.example/reg?xsslmode=disable")).contains("?sslmode=verify-full&");
    }

    /** Messages are logged. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://r:secret@db.example/reg",
                "POSTGRESQL://r:secret@db.example/reg",
                "mysql://r:secret@db.example/reg",
                "postgresql://r@db.example/",
                "postgresql://r@db.example",
                "postgresql:///secret",
                "postgresql://r@db.example/se cret",
            })
    void whatIsWrongIsRefusedWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> place(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected")
                .hasMessageNotContainingAny("secret", "se cret")
                .hasNoCause();
    }

    @Test
    void aPasswordAmongTheOptionsIsRefused() {
        RegistryPlace place = RegistryPlace.parse("postgresql://r@127.0.0.1/reg?password=secret", Optional.empty());
        assertThatThrownBy(() -> place.open(() -> new char[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    private static NodeConfig config(String registry) throws ConfigException {
        return new ConfigLoader(Map.of("PW", "a word"))
                .parse("node.yaml", "node: {name: mssp-1, data: /d}\nmesh: m.json\n" + registry);
    }

    @Test
    void theConfigurationTakesBoth() throws Exception {
        assertThat(config("").registry()).isNull();
        assertThat(config("registry: {db: /var/registry.db}").registry().db()).isEqualTo("/var/registry.db");
        RegistrySettings settings = config("registry: {db: \"postgresql://r@db.example/reg\", password: \"${PW}\","
                        + " geoip: {city: /c.mmdb}}")
                .registry();
        assertThat(settings.password()).isEqualTo("a word");
        assertThat(settings.geoip().city()).isEqualTo("/c.mmdb");
        assertThat(settings.toString()).doesNotContain("a word");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry: {db: \"postgresql://r@db.example/reg\"}",
                "registry: {db: \"postgresql://r@db.example/reg\", password: x, password_file: y}",
                "registry: {db: \"postgresql://db.example/reg\", password: x}",
                "registry: {db: /var/registry.db, password: x}",
                "registry: {password: x}",
                "registry: {geoip: {}}",
                "registry: {url: x}",
            })
    void whatDoesNotFitIsRefused(String registry) {
        assertThatThrownBy(() -> config(registry))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("registry");
    }
}
