package com.hookprobe.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.network.NetworkPlan.Surroundings;
import com.hookprobe.network.apply.SiteNetwork.Result;
import com.hookprobe.network.core.Phase;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.MacAddress;
import com.hookprobe.qsecbit.response.Action;
import com.hookprobe.qsecbit.response.Change;
import com.hookprobe.qsecbit.response.Indicator;
import com.hookprobe.qsecbit.response.NftConfig;
import com.hookprobe.qsecbit.response.NftEnforcer;
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

    private static NetworkPlan plan() throws PlanException {
        return NetworkPlan.of(Trees.of(YAML), AROUND);
    }

    private void applied() throws Exception {
        Result result = site.network().apply(plan(), Duration.ZERO, waiting -> {});
        assertThat(result.phase()).as(result.reason()).isEqualTo(Phase.CONFIRMED);
    }

    private String reach(String host, String order) throws Exception {
        return site.host(host).reach(order);
    }

    /** Packets may need a second try; silence is what remains after one. */
    private void silent(String host, String order) throws Exception {
        assertThat(site.host(host).ask(order)).as(host + " " + order).startsWith("silent");
    }

    @Test
    void aSiteIsServedAndItsSegmentsAreApart() throws Exception {
        applied();
        List<String> leases = site.lease("till", "desk", "guest", "other", "sick");
        assertThat(leases.get(0)).as("its fixed address").isEqualTo("10.10.0.5 255.255.255.0 10.10.0.1 10.10.0.1");
        assertThat(leases.get(1)).startsWith("10.10.0.1").endsWith("255.255.255.0 10.10.0.1 10.10.0.1");
        assertThat(leases.get(2)).startsWith("10.20.0.1").endsWith("255.255.255.0 10.20.0.1 10.20.0.1");
        assertThat(leases.get(4)).startsWith("10.66.0.1").endsWith("255.255.255.0 10.66.0.1 10.66.0.1");
        String guest = leases.get(2).split(" ")[0];
        String other = leases.get(3).split(" ")[0];

        assertThat(reach("till", "udp 198.51.100.7")).as("through NAT").isEqualTo("203.0.113.10");
        assertThat(reach("till", "tcp 198.51.100.7 443")).isEqualTo("203.0.113.10");
        assertThat(reach("guest", "udp 198.51.100.7"))
                .as("its port of the internet")
                .isEqualTo("203.0.113.10");
        silent("guest", "tcp 198.51.100.7 443");
        silent("sick", "udp 198.51.100.7");
        assertThat(reach("sick", "udp 192.0.2.53"))
                .as("what quarantine reaches")
                .isEqualTo("203.0.113.10");

        assertThat(reach("guest", "tcp 10.10.0.5 443"))
                .as("the port of its neighbour")
                .isEqualTo(guest);
        silent("guest", "tcp 10.10.0.5 7");
        silent("guest", "udp 10.10.0.5");
        silent("till", "udp " + guest);
        silent("sick", "udp 10.10.0.5");
        assertThat(reach("desk", "udp 10.10.0.5")).as("within a segment").startsWith("10.10.0.1");
        silent("guest", "udp " + other);

        assertThat(reach("till", "tcp 10.10.0.1 7")).as("management").isEqualTo("10.10.0.5");
        silent("guest", "tcp 10.20.0.1 7");
        silent("guest", "tcp 10.10.0.1 7");
        assertThat(reach("guest", "name plain 10.20.0.1")).as("names").isNotEqualTo("silent");
        silent("sick", "name plain 10.66.0.1");

        assertThat(site.internet.reach("tcp 203.0.113.10 8443"))
                .as("port forward")
                .isEqualTo("203.0.113.1");
        assertThat(site.internet.ask("tcp 203.0.113.10 7")).startsWith("silent");
        site.internet.netns.run("ip", "route", "add", "10.10.0.0/24", "via", "203.0.113.10");
        assertThat(site.internet.ask("tcp 10.10.0.5 443"))
                .as("around the forward")
                .startsWith("silent");
        assertThat(site.internet.ask("udp 10.10.0.5")).startsWith("silent");
    }

    @Test
    void aHostThatTakesAnothersAddressIsNotHeardAndIpv6StaysInside() throws Exception {
        applied();
        site.host("guest").netns.run("ip", "address", "add", "10.20.0.9/24", "dev", "up0");
        site.host("guest").netns.run("ip", "address", "add", "10.10.0.77/32", "dev", "up0");
        site.host("guest").netns.run("ip", "route", "add", "default", "via", "10.20.0.1", "src", "10.20.0.9");
        assertThat(reach("guest", "udp 198.51.100.7")).isEqualTo("203.0.113.10");
        site.host("guest").netns.run("ip", "route", "replace", "default", "via", "10.20.0.1", "src", "10.10.0.77");
        silent("guest", "udp 198.51.100.7");
        long until = System.nanoTime() + 20_000_000_000L;
        String addresses;
        do {
            addresses = site.host("till").netns.run("ip", "-6", "address", "show", "up0", "scope", "global");
        } while (!addresses.contains("fd4a:91c2:7e05:10:") && System.nanoTime() < until);
        assertThat(addresses).as("by router advertisement").contains("fd4a:91c2:7e05:10:");
        silent("till", "udp fd4a:91c2:7e05:10::1");
    }

    @Test
    void aHostInQuarantineReachesOnlyWhatIsConfigured() throws Exception {
        // Not for all bridges of the machine, as is usual, but for ours.
        site.gateway.run(
                "sysctl", "-w", "net.bridge.bridge-nf-call-iptables=0", "net.bridge.bridge-nf-call-ip6tables=0");
        applied();
        site.lease("till", "desk");
        NftConfig config = new NftConfig(
                nft(),
                "hookprobe",
                Duration.ofSeconds(30),
                20,
                List.of(Cidr.parse("192.0.2.53/32").orElseThrow()),
                folder);
        NftEnforcer enforcer = NftEnforcer.open(config);
        enforcer.replaceAll(List.of(), 0);
        assertThat(reach("desk", "udp 198.51.100.7")).isEqualTo("203.0.113.10");
        assertThat(reach("desk", "udp 10.10.0.5")).startsWith("10.10.0.1");
        Indicator desk = Indicator.of(MacAddress.parse(site.host("desk").mac).orElseThrow());
        enforcer.apply(List.of(new Change.Enforce(desk, Action.QUARANTINE, 600_000_000L)), 0);
        silent("desk", "udp 198.51.100.7");
        silent("desk", "tcp 10.10.0.1 7");
        assertThat(reach("desk", "udp 192.0.2.53"))
                .as("what quarantine reaches")
                .isEqualTo("203.0.113.10");
        silent("desk", "udp 10.10.0.5");
        assertThat(reach("till", "udp 198.51.100.7")).as("its neighbour").isEqualTo("203.0.113.10");
        enforcer.apply(List.of(new Change.Release(desk)), 0);
        assertThat(reach("desk", "udp 198.51.100.7")).isEqualTo("203.0.113.10");
        assertThat(reach("desk", "udp 10.10.0.5")).startsWith("10.10.0.1");
    }

    private List<String> nft() {
        return site.gateway.line("nft");
    }
}
