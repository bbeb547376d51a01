package com.hookprobe.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.network.NetworkPlan.Surroundings;
import com.hookprobe.network.apply.SiteNetwork;
import com.hookprobe.network.apply.SiteNetwork.Result;
import com.hookprobe.network.core.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Packets through a gateway that was applied for real: kernel, nft and dnsmasq in namespaces. NETWORK 3, 7. */
@EnabledIf("com.hookprobe.network.Netns#permitted")
class GatewayTest {
    static final String YAML = """
            network:
              uplinks: [{name: wan0, type: static, address: 203.0.113.10/24, gateway: 203.0.113.1}]
              segments:
                - name: shop
                  interfaces: [port-till, port-desk]
                  address: 10.10.0.1/24
                  dhcp:
                    from: 10.10.0.100
                    to: 10.10.0.200
                    hosts: [{mac: "02:00:00:00:00:01", address: 10.10.0.5}]
                  ipv6: "fd4a:91c2:7e05:10::1/64"
                  reach: {internet: true, management: true}
                - name: guests
                  interfaces: [port-guest, port-other]
                  address: 10.20.0.1/24
                  isolate: true
                  dhcp: {from: 10.20.0.100, to: 10.20.0.200}
                  reach: {internet: true, ports: [udp/7], segments: [{name: shop, ports: [tcp/443]}]}
                - name: sick
                  interfaces: [port-sick]
                  address: 10.66.0.1/24
                  dhcp: {from: 10.66.0.100, to: 10.66.0.200}
                  quarantine: true
              dns: [198.51.100.7]
              management: {ports: [tcp/7]}
              forwards: [{port: tcp/8443, to: 10.10.0.5, to_port: 443}]
            """;
    static final Surroundings AROUND = new Surroundings(true, List.of(), List.of("192.0.2.53"));

    @TempDir
    Path folder;

    private Site site;

    @BeforeEach
    void open() throws Exception {
        site = new Site(folder, "till", "desk", "guest", "other", "sick");
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @Test
    void aSiteIsServedAndItsSegmentsAreApart() throws Exception {
        SiteNetwork network = site.network();
        NetworkPlan plan = NetworkPlan.of(Trees.of(YAML), AROUND);
        Result result = network.apply(plan, Duration.ZERO, waiting -> {});
        assertThat(result.phase()).as(result.reason()).isEqualTo(Phase.CONFIRMED);
        assertThat(site.host("till").lease()).isEqualTo("10.10.0.5 255.255.255.0 10.10.0.1 10.10.0.1");
    }
}
