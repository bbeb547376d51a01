package com.hookprobe.qsecbit.response;

import static com.hookprobe.qsecbit.response.Samples.NOW;
import static com.hookprobe.qsecbit.response.Samples.allowlist;
import static com.hookprobe.qsecbit.response.Samples.at;
import static com.hookprobe.qsecbit.response.Samples.block;
import static com.hookprobe.qsecbit.response.Samples.decision;
import static com.hookprobe.qsecbit.response.Samples.ip;
import static com.hookprobe.qsecbit.response.Samples.net;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RESPONSE 3.6. */
class LockoutGuardTest {
    private static final String GATEWAY_MAC = "02:00:00:00:00:01";
    private static final String TCP_HEADING =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    @TempDir
    Path root;

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    }

    /** A router at 192.0.2.1, a name server, an operator at 198.51.100.7 and one who guesses at 203.0.113.9. */
    private void aSystem() throws IOException {
        file(
                "proc/net/route",
                "Iface\tDestination\tGateway\nup0\t00000000\t010200C0\t0003\nup0\t000200C0\t00000000\t0001\n");
        file(
                "proc/net/arp",
                "IP address HW type Flags HW address Mask Device\n192.0.2.1 0x1 0x2 " + GATEWAY_MAC + " * up0\n");
        file(
                "etc/resolv.conf",
                "# resolver\nsearch example\nnameserver 192.0.2.53\nnameserver 2001:db8::53\nnameserver x\n");
        file("sys/class/net/up0/address", "02:00:00:00:00:99\n");
        file("sys/class/net/lo/address", "00:00:00:00:00:00\n");
        file(
                "proc/net/tcp",
                TCP_HEADING + "   0: 050200C0:0016 076433C6:D431 01 00000000:00000000 00:00000000 00000000 0 0 1\n"
                        + "   1: 050200C0:0016 097100CB:D432 01 00000000:00000000 00:00000000 00000000 0 0 2\n"
                        + "   2: 050200C0:0016 086433C6:D433 06 00000000:00000000 00:00000000 00000000 0 0 3\n");
        file("proc/812/environ", "LANG=C\0SSH_CONNECTION=198.51.100.7 54321 192.0.2.5 22\0HOME=/root\0");
        file("proc/813/environ", "SSH_CONNECTION=198.51.100.8 54323 192.0.2.5 22\0");
        file("proc/814/environ", "SSH_CONNECTION=nonsense\0");
    }

    @Test
    void readsWhatThisSiteLivesOn() throws IOException {
        aSystem();
        LockoutGuard guard = SystemGuard.read(root, Map.of(net("192.0.2.200"), "management"));
        assertThat(guard.prefixes())
                .containsOnly(
                        Map.entry(net("192.0.2.200"), "management"),
                        Map.entry(net("192.0.2.1"), "the gateway"),
                        Map.entry(net("192.0.2.53"), "a name server"),
                        Map.entry(net("2001:db8::53"), "a name server"),
                        Map.entry(net("198.51.100.7"), "an operator's SSH session"));
        assertThat(guard.stations())
                .containsOnly(
                        Map.entry(MacAddress.parse(GATEWAY_MAC).orElseThrow(), "the gateway"),
                        Map.entry(MacAddress.parse("02:00:00:00:00:99").orElseThrow(), "this host"));
    }

    /** Who only guesses passwords has a connection to the same port, and must not be safe by it. */
    @Test
    void aConnectionWithoutALogInIsNoSession() throws IOException {
        aSystem();
        assertThat(SshSessions.peers(root)).containsExactly(ip("198.51.100.7"));
        file("proc/net/tcp", TCP_HEADING);
        assertThat(SshSessions.peers(root)).as("logged out").isEmpty();
    }

    @Test
    void aSessionOverIpv6Counts() throws IOException {
        file(
                "proc/net/tcp6",
                TCP_HEADING + " 0: 00000000000000000000000000000000:0016 B80D0120000000000000000007000000:D431 01 x\n"
                        + " 1: 00000000000000000000000000000000:0016 0000000000000000FFFF0000076433C6:D432 01 x\n");
        file("proc/1/environ", "SSH_CONNECTION=2001:db8::7 54321 2001:db8::1 22\0");
        file("proc/2/environ", "SSH_CONNECTION=198.51.100.7 54322 192.0.2.5 22\0");
        assertThat(SshSessions.peers(root)).containsExactlyInAnyOrder(ip("2001:db8::7"), ip("198.51.100.7"));
    }

    @Test
    void aSystemThatTellsNothingGuardsNothing() {
        assertThat(SystemGuard.read(root, Map.of())).isEqualTo(LockoutGuard.none());
    }

    @Test
    void readsThisMachineWithoutAFault() {
        LockoutGuard guard = SystemGuard.read(Map.of());
        assertThat(guard.prefixes()).containsKey(net("127.0.0.1"));
    }

    @Test
    void refusesWhatWouldCutThemOffWhoeverDecides() throws IOException {
        aSystem();
        DryRunEnforcer dryRun = new DryRunEnforcer();
        Response response = new Response(allowlist(), dryRun);
        response.guard(SystemGuard.read(root, Map.of()), NOW);
        for (String whom : new String[] {"198.51.100.7", "198.51.100.0/24", "192.0.2.1", GATEWAY_MAC}) {
            for (Origin origin : Origin.values()) {
                assertThat(response.apply(decision(whom, Action.BLOCK, 60, origin, NOW), NOW))
                        .as(whom)
                        .isEqualTo(Outcome.GUARDED);
            }
        }
        assertThat(response.guarded(at("198.51.100.7"))).contains("an operator's SSH session");
        assertThat(response.apply(decision("198.51.100.7", Action.WATCH, 60, Origin.LOCAL, NOW), NOW))
                .as("to watch cuts nobody off")
                .isEqualTo(Outcome.ENFORCED);
        assertThat(dryRun.standing(NOW)).isEmpty();
    }

    @Test
    void whatComesUnderGuardIsLifted() {
        DryRunEnforcer dryRun = new DryRunEnforcer();
        Response response = new Response(allowlist(), dryRun);
        response.apply(block("198.51.100.0/24"), NOW);
        response.apply(block("203.0.113.7"), NOW);
        LockoutGuard guard = new LockoutGuard(Map.of(net("198.51.100.7"), "an operator"), Map.of());
        assertThat(response.guard(guard, NOW)).hasSize(1);
        assertThat(dryRun.standing(NOW)).hasSize(1);
        assertThat(response.guard(guard, NOW)).isEmpty();
        response.guard(LockoutGuard.none(), NOW);
        assertThat(response.apply(block("198.51.100.0/24"), NOW)).isEqualTo(Outcome.ENFORCED);
    }

    @Test
    void isBounded() {
        Map<Cidr, String> many = new HashMap<>();
        for (int i = 0; i <= LockoutGuard.ENTRIES_MAX; i++) {
            many.put(Cidr.of(IpAddress.v4(0x0A000000 + i)), "x");
        }
        assertThatThrownBy(() -> new LockoutGuard(many, Map.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
