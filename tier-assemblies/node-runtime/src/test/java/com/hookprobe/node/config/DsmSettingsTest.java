package com.hookprobe.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DsmSettingsTest {
    private static final String ID = "ab".repeat(32);
    /** The seed's example, with the database that it means and the keystore where it puts the key. */
    private static final String SEED = """
            node:
              name: guardian-1
              data: /var/lib/hookprobe
              keystore: /var/lib/hookprobe/tpm/dsm-key
            mesh: /etc/hookprobe/mesh.json
            dsm:
              node:
                id: "${HOOKPROBE_NODE_ID}"
                role: "edge"  # edge, validator, or both
              tpm:
                enabled: true
                key_path: "/var/lib/hookprobe/tpm/dsm-key"
                pcr_indices: [0, 1, 2, 3, 7]
              validator:
                enabled: false
                certificate_path: "/var/lib/hookprobe/certs/validator.pem"
              consensus:
                epoch_duration: 300
                quorum_threshold: 0.67
                signature_timeout: 30
              storage:
                postgresql: {url: "jdbc:postgresql://db/hp", user: hp, password_file: /run/secret}
                microblocks:
                  backend: "rocksdb"
                  path: "/var/lib/hookprobe/dsm/microblocks"
                  retention_days: 30
                checkpoints:
                  backend: "postgresql"
                  table: "dsm_checkpoints"
                  retention_days: 400
              gossip:
                port: 7946
                bootstrap_nodes:
                  - "validator1.hookprobe.mesh:7946"
                  - "validator2.hookprobe.mesh:7946"
            """;

    private final ConfigLoader loader = new ConfigLoader(Map.of("HOOKPROBE_NODE_ID", ID));

    @Test
    void theSeedsExampleIsRead() throws ConfigException {
        NodeConfig config = loader.parse("c.yaml", SEED);
        assertThat(config.dsm().node().id()).isEqualTo(ID);
        assertThat(config.byTpm()).isTrue();
        assertThat(config.retention().leaves().toDays()).isEqualTo(400);
        assertThat(config.retention().blocks().toDays()).isEqualTo(30);
        assertThat(config.dsm().gossip().bootstrapNodes()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pcr_indices: [0, 1, 2, 3, 7] | pcr_indices: [0, 1]        | 'dsm.tpm.pcr_indices' expects [0, 1, 2, 3, 7]
            tpm/dsm-key"                 | tpm/other"                 | 'dsm.tpm.key_path' expects the keystore, /var/lib
            role: "edge"                 | role: "leader"             | 'dsm.node.role' expects edge, validator, both; found leader
            backend: "postgresql"        | backend: "sqlite"          | 'dsm.storage.checkpoints.backend' expects rocksdb, postgresql
            backend: "postgresql"        | backend: "rocksdb"         | 'dsm.storage.checkpoints.table' expects dsm_checkpoints with
            table: "dsm_checkpoints"     | table: "x"                 | 'dsm.storage.checkpoints.table' expects dsm_checkpoints with
            retention_days: 400          | retention_days: 20         | 'dsm.storage.checkpoints.retention_days' expects at least
            retention_days: 30           | {leaf}                     | 'dsm.storage.checkpoints.retention_days' expects as many as
            postgresql: {url: "jdbc:postgresql://db/hp", user: hp, password_file: /run/secret} | redis: {host: cache} | 'dsm.storage.checkpoints.backend' expects rocksdb, or
            """)
    void whatDoesNotBelongTogetherIsToldApart(String from, String to, String message) {
        int at = SEED.lastIndexOf(from);
        assertThat(at).isPositive();
        String text =
                SEED.substring(0, at) + to.replace("{leaf}", "leaf_days: 90") + SEED.substring(at + from.length());
        assertThatThrownBy(() -> loader.parse("c.yaml", text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }
}
