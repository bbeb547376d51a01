package com.hookprobe.qsecbit.detection.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.metric.Severity;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Recorded attacks that no one here has made; they are not in the tree. */
@EnabledIf("com.hookprobe.testsupport.SharedData#present")
class RealCapturesTest {
    private static final Map<String, Set<String>> JA3 = new TreeMap<>();
    private static final Map<String, RealCaptures.Result> RESULTS = new TreeMap<>();

    private static final Map<String, AttackKind> ATTACKS = Map.ofEntries(
            Map.entry("WebattackRCE.pcap", AttackKind.COMMAND_INJECTION),
            Map.entry("WebattackSQLinj.pcap", AttackKind.SQL_INJECTION),
            Map.entry("sql_injection.pcap", AttackKind.SQL_INJECTION),
            Map.entry("xss.pcap", AttackKind.XSS),
            Map.entry("bad-dns-traffic.pcap", AttackKind.DNS_TUNNEL),
            Map.entry("dns-tunnel-iodine.pcap", AttackKind.DNS_TUNNEL),
            Map.entry("icmp-tunnel.pcap", AttackKind.ICMP_TUNNEL),
            Map.entry("synscan.pcap", AttackKind.PORT_SCAN),
            Map.entry("tcp_scan.pcapng", AttackKind.PORT_SCAN),
            Map.entry("malicious-ssh-bruteforce.pcap", AttackKind.BRUTE_FORCE),
            Map.entry("test7-malicious.pcap", AttackKind.HOST_SWEEP),
            Map.entry("test8-malicious.pcap", AttackKind.HOST_SWEEP),
            Map.entry("test12-icmp-portscan.pcap", AttackKind.HOST_SWEEP));

    /** Ordinary use of protocols. */
    private static final Set<String> BENIGN = Set.of(
            "bittorrent_utp.pcap",
            "bot.pcap",
            "cloudflare-warp.pcap",
            "dns_doh.pcap",
            "ftp_failed.pcap",
            "mysql.pcapng",
            "pgsql.pcap",
            "rdp.pcap",
            "rsync.pcap",
            "smbv1.pcap",
            "ssh.pcap",
            "ssh_unidirectional.pcap",
            "telnet.pcap");

    @BeforeAll
    static void run() throws IOException {
        RESULTS.putAll(RealCaptures.run("data/ndpi-pcaps/ndpi-attack-pcaps.tar.gz", JA3));
        RESULTS.putAll(RealCaptures.run("data/slips-stratosphere/slips-dataset.tar.gz", JA3));
        RESULTS.forEach((name, r) -> System.out.printf(
                "%-30s %6d packets %5d flows %-56s %s%n",
                name, r.counters().packets(), r.counters().flowsEnded(), r.types(), r.kinds()));
    }

    @Test
    void attacksAreFoundInTheirNature() {
        assertThat(RESULTS).hasSize(43);
        ATTACKS.forEach((name, kind) -> assertThat(RESULTS.get(name).found())
                .as(name)
                .anyMatch(d -> d.kind() == kind && d.severity().atLeast(Severity.MEDIUM)));
    }

    @Test
    void ordinaryUseIsQuiet() {
        for (String name : BENIGN) {
            assertThat(RESULTS.get(name).found())
                    .as(name)
                    .noneMatch(d -> d.severity().atLeast(Severity.MEDIUM) && d.confidence() >= 0.6);
        }
    }

    @Test
    void hashesOfHellosAreThoseOfAnotherDecoder() {
        assertThat(JA3.values().stream().mapToInt(Set::size).sum()).isGreaterThanOrEqualTo(10);
        JA3.forEach((name, expected) -> {
            Set<String> found = RESULTS.get(name).events().stream()
                    .filter(e -> e.type() == EventType.TLS)
                    .map(NetworkEvent::tls)
                    .map(NetworkEvent.Tls::ja3)
                    .filter(ja3 -> !ja3.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(found).as(name).containsAll(expected);
        });
    }
}
