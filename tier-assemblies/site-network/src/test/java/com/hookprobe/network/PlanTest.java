package com.hookprobe.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a tree may say. NETWORK 2. */
class PlanTest {
    /** Each row breaks the example of the documentation in one place: what stands there, what instead, and what the message says. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: wan0 | name: 'wan0; reboot' | uplinks[0].name",
                "name: wan0 | name: 'a23456789012345x' | uplinks[0].name",
                "name: wan0 | name: hp-shop | interface that this program does not make",
                "name: wan0 | name: eth1 | an interface that nothing else uses",
                "type: static | type: pppoe | dhcp, external, static",
                "type: static | type: dhcp | address and gateway beside",
                "203.0.113.10/24 | 203.0.113.0/24 | uplinks[0].address",
                "203.0.113.10/24 | 203.0.113.10 | uplinks[0].address",
                "gateway: 203.0.113.1 | gateway: 203.0.114.1 | another address of uplinks[0].address",
                "gateway: 203.0.113.1 | gateway: router.example | names are not looked up",
                "vlan: 10 | vlan: 0 | a VLAN id, 1 to 4094",
                "vlan: 10 | vlan: 4095 | a VLAN id, 1 to 4094",
                "vlan: 10 | vlan: 20 | each VLAN id once",
                "trunk: eth1 |  | no trunk",
                "name: shop | name: Shop | segments[0].name",
                "name: shop | name: guests | each name once",
                "name: shop | name: averyverylongname | segments[0].name",
                "10.10.0.1/24 | 10.10.0.1/8 | /16 to /30",
                "from: 10.10.0.100 | from: 10.11.0.100 | an address of 10.10.0.0/24",
                "to: 10.10.0.200 | to: 10.10.0.255 | not its first, last",
                "to: 10.10.0.200 | to: 10.10.0.99 | not below from",
                "from: 10.10.0.100 | from: 10.10.0.0 | an address of 10.10.0.0/24",
                "10.10.0.1/24 | 10.10.0.150/24 | without this machine's own address",
                "lease: 1800 | lease: 10 | 120 to 2592000",
                "'02:00:00:00:10:05' | '03:00:00:00:10:05' | that is a group's",
                "'02:00:00:00:10:05' | '02-00-00-00-10-05' | a hardware address",
                "fd4a:91c2:7e05:10::1/64 | 2001:db8::1/64 | unique local",
                "fd4a:91c2:7e05:10::1/64 | fd4a:91c2:7e05:10::1/48 | unique local",
                "tcp/80, tcp/443 | tcp/80, tcp/80 | each port once",
                "tcp/80, tcp/443 | icmp/80 | ports such as",
                "tcp/80, tcp/443 | tcp/443-80 | the smaller first",
                "tcp/80, tcp/443 | tcp/65536 | ports such as",
                "{name: guests} | {name: shop} | another segment",
                "{name: guests} | {name: cellar} | another segment",
                "{name: guests} | {name: sick} | no segment of quarantine",
                "quarantine: true | 'quarantine: true, reach: {internet: true}' | response.quarantine.reach says it",
                "ssid: \"Shop guests\" | ssid: \"0123456789012345678901234567890123\" | 1 to 32 bytes",
                "ssid: \"Shop guests\" | ssid: \"a\\nwpa=0\" | control characters",
                "ssid: \"Shop guests\" | ssid: \" x\" | no space at its ends",
                "security: wpa2 | security: wep | transition, wpa2, wpa3",
                "/etc/hookprobe/guests.passphrase | /etc/../x | without '..'",
                "/etc/hookprobe/guests.passphrase | secret | an absolute path",
                "country: DE | country: de | two letters",
                "channel: 6 | channel: 14 | 1 to 13 in DE",
                "channel: 6 | 'channel: 149, band: \"5\"' | 36 to 64",
                "channel: 6 | 'channel: 6, band: \"6\"' | in GHz",
                "segment: guests | segment: cellar | the name of a segment",
                "dns: [9.9.9.9] | dns: [dns.example] | names are not looked up",
                "198.51.100.0/24]} | 198.51.100.1/24]} | all bits behind the length are zero",
                "port: tcp/8443 | port: udp/4719 | that the node does not use itself",
                "port: tcp/8443 | port: tcp/22 | no port by which this machine is run",
                "to: 10.10.0.5, to_port: 443 | to: 10.30.0.5 | a host of a segment",
                "to: 10.10.0.5, to_port: 443 | to: 10.10.0.1 | a host of a segment",
                "to: 10.10.0.5, to_port: 443 | to: 10.66.0.5 | not of quarantine",
                "port: udp/5000-5010 | port: tcp/8000-9000 | each port once",
            })
    void aTreeThatCannotBeIsRefusedByName(String from, String to, String message) {
        String yaml = Trees.example("fortress");
        String before = unquoted(from);
        String after = to == null ? "" : unquoted(to);
        if (after.contains(", ") && before.startsWith("quarantine")) {
            after = after.replace(", ", "\n      ");
        } else if (before.startsWith("channel") && after.contains(", ")) {
            after = after.replace(", ", "\n      ");
        }
        assertThat(yaml).as("the example has it").contains(before);
        String broken = yaml.replace(before, after);
        assertThatThrownBy(() -> NetworkPlan.of(Trees.of(broken), Trees.FORTRESS))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining(message)
                .hasMessageContaining(" expects ")
                .hasMessageContaining("; found ");
    }

    private static String unquoted(String text) {
        return text.startsWith("'") && text.endsWith("'") && text.length() > 25
                        || text.startsWith("'quarantine")
                        || text.startsWith("'channel")
                ? text.substring(1, text.length() - 1)
                : text.replace('\'', '"');
    }

    @Test
    void theExamplesAreRight() {
        assertThatCode(Trees::guardian).doesNotThrowAnyException();
        assertThatCode(Trees::fortress).doesNotThrowAnyException();
    }

    @Test
    void aGuardianHasOneNetworkAndAFortressSegments() {
        assertThatThrownBy(() -> NetworkPlan.of(Trees.of(Trees.example("fortress")), Trees.GUARDIAN))
                .hasMessageContaining("write it below 'lan'");
        assertThatThrownBy(() -> NetworkPlan.of(Trees.of(Trees.example("guardian")), Trees.FORTRESS))
                .hasMessageContaining("write it below 'segments'");
    }

    @Test
    void prefixesThatOverlapAreRefused() {
        String yaml = """
                network:
                  uplinks: [{name: wan0, type: static, address: 203.0.113.10/24, gateway: 203.0.113.1}]
                  segments:
                    - {name: one, interfaces: [eth1], address: ONE, ipv6: "fd00::1/64", reach: {management: true}}
                    - {name: two, interfaces: [eth2], address: TWO, ipv6: "SIX"}
                """;
        refused(yaml.replace("ONE", "10.1.0.1/16").replace("TWO", "10.1.9.1/24"), "it overlaps 10.1.0.0/16");
        refused(yaml.replace("ONE", "10.1.9.1/24").replace("TWO", "10.1.0.1/16"), "it overlaps 10.1.9.0/24");
        refused(yaml.replace("ONE", "203.0.113.130/25").replace("TWO", "10.1.0.1/16"), "it overlaps 203.0.113.0/24");
        String six = yaml.replace("ONE", "10.1.0.1/24").replace("TWO", "10.2.0.1/24");
        refused(six.replace("SIX", "fd00::2/64"), "it overlaps fd00::1/64");
        assertThatCode(() -> NetworkPlan.of(Trees.of(six.replace("SIX", "fd00:0:0:1::1/64")), Trees.FORTRESS))
                .doesNotThrowAnyException();
    }

    private static void refused(String yaml, String message) {
        assertThatThrownBy(() -> NetworkPlan.of(Trees.of(yaml.replace("SIX", "fd00:0:0:1::1/64")), Trees.FORTRESS))
                .hasMessageContaining(message);
    }

    @Test
    void nobodyIsLockedOutByOversight() {
        String yaml = Trees.example("fortress")
                .replace("        management: true\n", "")
                .replace("{ports: [tcp/22], from: [198.51.100.0/24]}", "{ports: [tcp/22]}");
        assertThatThrownBy(() -> NetworkPlan.of(Trees.of(yaml), Trees.FORTRESS))
                .hasMessageContaining("somebody who may run this machine");
        assertThatCode(() -> NetworkPlan.of(Trees.of(yaml.replace("{ports: [tcp/22]}", "{ports: []}")), Trees.FORTRESS))
                .doesNotThrowAnyException();
    }

    @Test
    void allProblemsAreToldAtOnceAndNotWithoutBound() {
        String yaml =
                Trees.example("fortress").replace("vlan: 10", "vlan: 5000").replace("channel: 6", "channel: 77");
        assertThatThrownBy(() -> NetworkPlan.of(Trees.of(yaml), Trees.FORTRESS))
                .isInstanceOfSatisfying(
                        PlanException.class, e -> assertThat(e.problems()).hasSize(2));
        String many = "network: {uplinks: [{name: wan0}], dns: [" + "x, ".repeat(500) + "x], segments: ["
                + "{name: '!'}, ".repeat(40) + "{name: x}]}";
        assertThatThrownBy(() -> NetworkPlan.of(Trees.of(many), Trees.FORTRESS))
                .isInstanceOfSatisfying(
                        PlanException.class, e -> assertThat(e.problems()).hasSize(Problems.MAX));
    }

    @Test
    void anEmptyTreeSaysWhatIsMissing() {
        assertThatThrownBy(() -> NetworkPlan.of(Trees.of("network: {uplinks: []}"), Trees.FORTRESS))
                .hasMessageContaining("'network.uplinks' expects 1 to 4 entries; found 0")
                .hasMessageContaining("'network.segments' expects 1 to 32 entries; found 0");
        assertThatThrownBy(() -> NetworkPlan.of(Trees.of("network: {uplinks: [null]}"), Trees.GUARDIAN))
                .hasMessageContaining("no empty entries")
                .hasMessageContaining("'network.lan' expects the network of this guardian; found nothing");
    }

    @ParameterizedTest
    @CsvSource({
        "US, false, 11, true",
        "US, false, 12, false",
        "DE, false, 13, true",
        "DE, true, 100, true",
        "DE, true, 149, false",
        "US, true, 149, true",
        "US, true, 37, false",
        "JP, false, 14, false",
        "DE, true, 0, true"
    })
    void channelsByCountry(String country, boolean fiveGhz, int channel, boolean allowed) {
        assertThat(Channels.allowed(country, fiveGhz, channel)).isEqualTo(allowed);
    }

    @Test
    void ipv6AddressesAreWrittenAsTheRfcSays() {
        for (String text : List.of(
                "fd00::1/64",
                "::/0",
                "::1/128",
                "fd4a:91c2:7e05:10::1/64",
                "2001:db8:0:1:1:1:1:1/128",
                "2001:db8::1:0:0:1/128")) {
            assertThat(String.valueOf(Inet6.of(text))).isEqualTo(text);
        }
        assertThat(Inet6.of("::ffff:192.0.2.1")).isNull();
        assertThat(Inet6.of("::ffff:c000:201")).as("IPv4 in disguise").isNull();
        assertThat(Inet6.of("fd00::1%eth0")).isNull();
        assertThat(String.valueOf(java.util.Objects.requireNonNull(Inet6.of("fd4a:91c2:7e05:10::1/64"))
                        .prefix()))
                .isEqualTo("fd4a:91c2:7e05:10::/64");
    }
}
