package com.hookprobe.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.Tier;
import com.hookprobe.network.Inet4;
import com.hookprobe.network.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The section {@code network} in a node's file. NETWORK 2. */
class NetworkCheckTest {
    private static final String NODE = "node: {name: n, data: /var/lib/hookprobe}\nmesh: /etc/hookprobe/mesh.json\n";

    private static NodeConfig parse(String rest) throws ConfigException {
        return new ConfigLoader(Map.of()).parse("n.yaml", NODE + rest);
    }

    private static String example(String name) throws Exception {
        return Files.readString(Path.of("../../docs/examples/network-" + name + ".yaml"));
    }

    @Test
    void theExamplesAreTakenByTheirTierOnly() throws Exception {
        NodeConfig guardian = parse(example("guardian"));
        NodeConfig fortress = parse(example("fortress"));
        assertThat(NetworkCheck.plan("n.yaml", guardian, Tier.GUARDIAN).segments())
                .hasSize(1);
        assertThat(NetworkCheck.plan("n.yaml", fortress, Tier.FORTRESS).segments())
                .hasSize(3);
        assertThatThrownBy(() -> NetworkCheck.require("n.yaml", guardian, Tier.FORTRESS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("write it below 'segments'");
        assertThatThrownBy(() -> NetworkCheck.require("n.yaml", fortress, Tier.GUARDIAN))
                .hasMessageContaining("write it below 'lan'");
        assertThatThrownBy(() -> NetworkCheck.require("n.yaml", fortress, Tier.NEXUS))
                .hasMessageContaining("expects a guardian or a fortress; found a nexus");
        assertThatCode(() -> NetworkCheck.require("n.yaml", parse(""), Tier.NEXUS))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> NetworkCheck.plan("n.yaml", parse(""), Tier.GUARDIAN))
                .hasMessageContaining("expected a section 'network'");
    }

    @Test
    void whatTheNodeSaysElsewhereGoesIntoThePlan() throws Exception {
        NodeConfig config = parse("htp: {port: 5000}\nresponse: {quarantine: {reach: [192.0.2.53]}}\n"
                + example("fortress").replace("udp/5000-5010", "udp/6000"));
        assertThat(NetworkCheck.plan("n.yaml", config, Tier.FORTRESS).nodePorts())
                .containsExactly(new Ports("udp", 5000, 5000));
        assertThat(NetworkCheck.plan("n.yaml", config, Tier.FORTRESS)
                        .quarantineReach()
                        .v4())
                .containsExactly(Inet4.address("192.0.2.53"));
        assertThatThrownBy(() -> parse("htp: {port: 5000}\n" + example("fortress")))
                .hasMessageContaining("that the node does not use itself; found udp/5000-5010");
    }

    @Test
    void problemsAreToldWithTheFileAndUnknownKeysWithTheirLine() throws Exception {
        assertThatThrownBy(() -> parse(example("guardian").replace("192.168.50.1/24", "192.168.50.0/24")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("n.yaml: 'network.lan.address' expects ");
        assertThatThrownBy(() -> parse(example("guardian").replace("isolate:", "isolated:")))
                .hasMessageMatching("n.yaml:[0-9]+: unknown key 'network.lan.isolated'; known here: .*isolate.*");
    }
}
