package com.hookprobe.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.node.shape.ModeOrder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
    private static final String MINIMAL = """
            node:
              name: guardian-1
              data: /var/lib/hookprobe
            mesh: /etc/hookprobe/mesh.json
            """;

    private final ConfigLoader loader = new ConfigLoader(Map.of("PORT", "5000", "BAD", "x\nadmin: true"));

    @Test
    void defaultsAreTheSeeds() throws ConfigException {
        NodeConfig config = loader.parse("c.yaml", MINIMAL);
        assertThat(config.htpPort()).isEqualTo(4719);
        assertThat(config.gossipPort()).isEqualTo(7946);
        assertThat(config.heartbeat().toSeconds()).isEqualTo(30);
        assertThat(config.keystorePath()).isEqualTo("/var/lib/hookprobe/keystore");
        assertThat(config.enforce()).isEqualTo("auto");
        assertThat(config.htpMode()).isEqualTo("auto");
    }

    @ParameterizedTest
    @CsvSource({"auto, AUTO", "burst, BURST", "BALANCED, BALANCED", "swarm, SWARM", "ghost, GHOST"})
    void modesAreRead(String word, ModeOrder order) throws ConfigException {
        NodeConfig config = loader.parse("c.yaml", MINIMAL + "htp: {mode: " + word + "}\n");
        assertThat(ModeOrder.of(config.htpMode())).isEqualTo(order);
    }

    @Test
    void environmentIsSubstitutedAndDefaultsApply() throws ConfigException {
        NodeConfig config =
                loader.parse("c.yaml", MINIMAL + "htp:\n  port: ${PORT}\n  bind: ${NONE:-127.0.0.1}\n# ${MISSING}\n");
        assertThat(config.htpPort()).isEqualTo(5000);
        assertThat(config.htpBind()).isEqualTo("127.0.0.1");
    }

    @Test
    void unknownKeyIsRefusedWithFileAndLine() {
        assertThatThrownBy(() -> loader.parse("c.yaml", MINIMAL + "htp:\n  prot: 1\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("c.yaml:6: unknown key 'htp.prot'")
                .hasMessageContaining("port");
    }

    @Test
    void variableCannotSmuggleKeys() {
        assertThatThrownBy(() -> loader.parse("c.yaml", MINIMAL + "htp:\n  bind: ${BAD}\n"))
                .hasMessageContaining("c.yaml:6: environment variable BAD");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "htp: {port: 70000}|'htp.port' expects 0 to 65535",
                "htp: {port: abc}|c.yaml:5",
                "htp: {mode: stealth}|'htp.mode' expects auto, burst, balanced, swarm, ghost; found stealth",
                "htp: {port: 1, port: 2}|Duplicate",
                "neuro: {ter_interval: 0}|neuro.ter_interval",
                "response: {enforce: yes-please}|response.enforce",
                "dsm: {node: {role: king}}|dsm.node.role",
                "htp: [1]|c.yaml:5",
                "htp: ${UNSET}|environment variable UNSET is not set",
                "{{{|c.yaml"
            })
    void badValuesAreRefusedPlainly(String yaml, String message) {
        assertThatThrownBy(() -> loader.parse("c.yaml", MINIMAL + yaml + "\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void missingSectionsAndFilesAreNamed() {
        assertThatThrownBy(() -> loader.parse("c.yaml", "mesh: x\n")).hasMessageContaining("'node' is missing");
        assertThatThrownBy(() -> loader.parse("c.yaml", "")).hasMessageContaining("empty");
        assertThatThrownBy(() -> loader.load(Path.of("does-not-exist.yaml"))).hasMessageContaining("no such file");
    }
}
