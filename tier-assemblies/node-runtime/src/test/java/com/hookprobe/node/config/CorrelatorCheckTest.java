package com.hookprobe.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.Tier;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorrelatorCheckTest {
    private static NodeConfig parse(String correlator) throws ConfigException {
        return new ConfigLoader(Map.of())
                .parse(
                        "c.yaml",
                        "node: {name: a, data: /d}\nmesh: m.json\nfederation:\n  correlator: " + correlator + "\n");
    }

    @Test
    void whatIsNotSaidIsALogOfItsOwn() throws Exception {
        NodeConfig config = new ConfigLoader(Map.of()).parse("c.yaml", "node: {name: a, data: /d}\nmesh: m.json\n");
        assertThat(config.sharing().log().shared()).isFalse();
        CorrelatorCheck.require(config, Tier.NEXUS);
        assertThatThrownBy(() -> CorrelatorCheck.requirePair(config))
                .hasMessageContaining("expects kafka, since the mesh file has two MSSPs")
                .hasMessageContaining("found log");
    }

    @Test
    void kafkaIsForTheMsspAndWhereItsLibrariesAre() throws Exception {
        NodeConfig config = parse("{kind: kafka, kafka: {bootstrap: '127.0.0.1:9092'}}");
        assertThat(config.sharing().log().kafka().name()).isEqualTo("hookprobe-correlator");
        assertThatThrownBy(() -> CorrelatorCheck.require(config, Tier.NEXUS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("expects log on a nexus");
        // This module has no Kafka.
        assertThatThrownBy(() -> CorrelatorCheck.require(config, Tier.MSSP))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("found [in-process]")
                .hasMessageContaining("or set kind to log");
    }

    @Test
    void twoNeedOneRegistry() throws Exception {
        NodeConfig config = parse("{kind: kafka, kafka: {bootstrap: '127.0.0.1:9092'}}");
        assertThatThrownBy(() -> CorrelatorCheck.requirePair(config))
                .hasMessageContaining("registry.db expects the PostgreSQL")
                .hasMessageContaining("found none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{kind: rabbit} | kind' expects log, kafka; found rabbit",
                "{kind: kafka} | expects a section with kind kafka, and none with log; found none",
                "{kafka: {bootstrap: '127.0.0.1:9092'}} | and none with log; found one",
                "{kind: kafka, kafka: {}} | kafka.bootstrap' expects HOST:PORT",
                "{kind: kafka, kafka: {bootstrap: 'a,b'}} | kafka.bootstrap' expects HOST:PORT",
                "{kind: kafka, kafka: {bootstrap: 'k1.lan:9092'}} | kafka.security' is missing",
                "{kind: kafka, kafka: {bootstrap: '127.0.0.1:9092,10.0.0.1:9092'}} | kafka.security' is missing",
                "{kind: kafka, kafka: {bootstrap: '127.0.0.1:9092', instance: 'a b'}} | kafka.instance' expects",
                "{kind: kafka, kafka: {bootstrap: '127.0.0.1:9092', threads: 17}} | kafka.threads' expects 1 to 16",
                "{kind: kafka, kafka: {bootstrap: 'k:1', security: {protocol: plaintext}}} | protocol' expects SSL",
                "{kind: kafka, kafka: {bootstrap: 'k:1', security: {protocol: sasl_ssl}}} | expects user and password_file",
                "{kind: kafka, kafka: {bootstrap: 'k:1', security: {user: u}}} | expects user and password_file",
                "{kind: kafka, kafka: {bootstrap: 'k:1', security: {protocol: sasl_ssl, user: 'u\"', password_file: f}}}"
                        + " | without quotes",
            })
    void whatIsWrongIsNamed(String correlator, String expected) {
        assertThatThrownBy(() -> parse(correlator))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("federation.correlator")
                .hasMessageContaining(expected.strip());
    }
}
