package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.node.config.KnownNetwork;
import com.hookprobe.qsecbit.detection.packet.PacketConfig;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.testsupport.PrivateFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator names of the captured network reaches the decoder of packets. */
class KnownNetworkTest {
    private static final String NODE = "node: {name: g, data: /var/lib/hookprobe, passphrase: x}\nmesh: m.json\n";

    @TempDir
    Path folder;

    private KnownNetwork known(String yaml) throws Exception {
        Path file = PrivateFile.write(folder.resolve("c.yaml"), NODE + "detection:\n  known: " + yaml + "\n");
        return new ConfigLoader(Map.of()).load(file).sensing().known();
    }

    @Test
    void whatIsNamedDecides() throws Exception {
        PacketConfig config = SiteSensors.known(
                        PacketConfig.builder(),
                        known("{gateways: [192.168.1.1, \"fe80::1\"], dhcp_servers: [192.168.1.2], vlans: [10, 20],"
                                + " access_points: {home: [\"aa:bb:cc:00:11:22\"]}}"))
                .build();
        IpAddress gateway = IpAddress.parse("192.168.1.1").orElseThrow();
        assertThat(config.gateways()).hasSize(2).contains(gateway);
        assertThat(config.dhcpServers())
                .containsExactly(IpAddress.parse("192.168.1.2").orElseThrow());
        assertThat(config.vlans()).containsExactlyInAnyOrder(10, 20);
        assertThat(config.accessPoints())
                .isEqualTo(Map.of(
                        "home", Set.of(MacAddress.parse("aa:bb:cc:00:11:22").orElseThrow())));
        assertThat(SiteSensors.known(PacketConfig.builder(), null).build().gateways())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{gateways: [router]} | detection.known.gateways' expects addresses; found router",
                "{dhcp_servers: [10.0.0.0/8]} | detection.known.dhcp_servers' expects addresses",
                "{vlans: [4095]} | detection.known.vlans' expects numbers 1 to 4094; found 4095",
                "{access_points: {home: [10.0.0.1]}} | detection.known.access_points' expects hardware addresses",
            })
    void whatCannotBeIsRefusedByName(String yaml, String message) {
        assertThatThrownBy(() -> known(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }
}
