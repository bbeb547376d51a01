package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.node.config.NodeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaPlaceTest {
    @TempDir
    Path folder;

    private NodeConfig config(String kafka) throws Exception {
        String text = "node: {name: mssp-2, data: /d}\nmesh: m.json\nfederation:\n  correlator: {kind: kafka, kafka: "
                + kafka + "}\n";
        return new ConfigLoader(Map.of()).load(Files.writeString(folder.resolve("c.yaml"), text));
    }

    @Test
    void aProcessHasItsNodesName() throws Exception {
        assertThat(KafkaPlace.properties(config("{bootstrap: '127.0.0.1:9092', application_id: mesh}")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "bootstrap.servers", "127.0.0.1:9092", "name", "mesh", "instance", "mssp-2", "threads", "1"));
    }

    @Test
    void thePasswordIsReadFromItsFileAndQuoted() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "a\"b\\c\nnot this\n");
        Map<String, String> properties = KafkaPlace.properties(
                config("{bootstrap: 'k:1', security: {protocol: sasl_ssl, user: u, ca: /ca.pem, password_file: '" + file
                        + "'}}"));
        assertThat(properties)
                .containsEntry("client.security.protocol", "SASL_SSL")
                .containsEntry("client.ssl.truststore.type", "PEM")
                .containsEntry("client.ssl.truststore.location", "/ca.pem")
                .containsEntry("client.sasl.mechanism", "SCRAM-SHA-512")
                .containsEntry(
                        "client.sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\""
                                + " password=\"a\\\"b\\\\c\";");
        assertThatThrownBy(() -> KafkaPlace.properties(config(
                        "{bootstrap: 'k:1', security: {protocol: sasl_ssl, user: u, password_file: /none/such}}")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("password_file expects a file that can be read");
    }
}
