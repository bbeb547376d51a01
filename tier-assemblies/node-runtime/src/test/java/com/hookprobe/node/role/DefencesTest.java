package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.qsecbit.response.Action;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Indicator;
import com.hookprobe.qsecbit.response.Origin;
import com.hookprobe.qsecbit.response.Outcome;
import com.hookprobe.qsecbit.response.Response;
import com.hookprobe.testsupport.PrivateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a site's configuration decides how it answers. */
class DefencesTest {
    @TempDir
    Path folder;

    private NodeConfig config(String response) throws ConfigException, IOException {
        Path file = PrivateFile.write(
                folder.resolve("node.yaml"),
                "node: {name: guardian-1, data: \"" + folder.resolve("guardian-1")
                        + "\", passphrase: x}\nmesh: mesh.json\nresponse: {enforce: dry-run" + response + "}\n");
        return new ConfigLoader(Map.of()).load(file);
    }

    private static NodeContext with(NodeContext made, NodeConfig config) {
        return new NodeContext(
                config, made.log(), made.loop(), made.keys(), made.mesh(), made.genesis(), made.self(), made.links());
    }

    @Test
    void nobodyCutsOffManagementOrTheMesh() throws Exception {
        try (TestMesh mesh = new TestMesh(folder)) {
            NodeContext node = with(mesh.node("guardian-1"), config(", management: [198.51.100.9]"));
            Response response = Defences.answer(node).response();
            assertThat(block(response, node, "198.51.100.9")).isEqualTo(Outcome.GUARDED);
            assertThat(block(response, node, "198.51.100.0/24")).isEqualTo(Outcome.GUARDED);
            assertThat(block(response, node, "127.0.0.1"))
                    .as("where the members of this mesh are")
                    .isEqualTo(Outcome.ALLOWLISTED);
            assertThat(block(response, node, "203.0.113.7")).isEqualTo(Outcome.ENFORCED);
        }
    }

    private static Outcome block(Response response, NodeContext node, String whom) {
        long now = node.loop().wallMicros();
        Indicator indicator = Indicator.parse(whom).orElseThrow();
        Duration hour = Duration.ofHours(1);
        return response.apply(Decision.named(indicator, Action.BLOCK, hour, Origin.OPERATOR, "x", 0, now), now);
    }

    @Test
    void ownHostsAreWatchedUnlessTheConfigurationSaysSo() throws Exception {
        try (TestMesh mesh = new TestMesh(folder)) {
            NodeContext made = mesh.node("guardian-1");
            assertThat(Defences.policy(made.config()).ownHosts()).isFalse();
            assertThat(Defences.policy(with(made, config(", own_hosts: answer")).config())
                            .ownHosts())
                    .isTrue();
        }
        assertThatThrownBy(() -> config(", own_hosts: kill")).hasMessageContaining("response.own_hosts");
    }

    @Test
    void readsWhatQuarantineReaches() throws Exception {
        NodeConfig config = config(", quarantine: {reach: [192.0.2.53], hook: /usr/local/sbin/to-vlan}");
        assertThat(config.quarantineReach()).containsExactly("192.0.2.53");
        assertThat(config.quarantineHook()).isEqualTo("/usr/local/sbin/to-vlan");
        assertThatThrownBy(() -> config(", quarantine: {reaches: []}")).isInstanceOf(ConfigException.class);
    }

    @Test
    void anAddressThatIsNoneIsRefused() throws Exception {
        try (TestMesh mesh = new TestMesh(folder)) {
            NodeContext node = with(mesh.node("guardian-1"), config(", management: [gateway.example]"));
            assertThatThrownBy(() -> Defences.answer(node))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("response.management");
        }
    }
}
