package com.hookprobe.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.network.NetworkPlan.Surroundings;
import com.hookprobe.network.apply.NetworkException;
import com.hookprobe.network.apply.SiteNetwork;
import com.hookprobe.network.apply.SiteNetwork.Result;
import com.hookprobe.network.core.Phase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Back to what was before, on a real kernel: what its own tools show is the same to the letter. NETWORK 5, 7. */
@EnabledIf("com.hookprobe.network.Netns#permitted")
class RollbackTest {
    private static final Surroundings AROUND = GatewayTest.AROUND;

    @TempDir
    Path folder;

    private Site site;
    private String before;

    @BeforeEach
    void open() throws Exception {
        site = new Site(folder);
        for (String name : List.of("till", "desk", "guest", "other", "sick")) {
            site.gateway.run("ip", "link", "add", "port-" + name, "type", "veth", "peer", "name", "peer-" + name);
        }
        // What somebody else has set up: an address and routes where ours will be, and a table of rules.
        site.gateway.run("ip", "address", "add", "192.168.7.2/24", "brd", "+", "dev", "port-till");
        site.gateway.run("ip", "address", "add", "10.77.0.2/24", "dev", "wan0");
        site.gateway.run("ip", "link", "set", "port-till", "up");
        site.gateway.run("ip", "link", "set", "wan0", "up");
        site.gateway.run("ip", "route", "add", "default", "via", "10.77.0.1", "dev", "wan0");
        site.gateway.run(
                "ip", "route", "add", "172.30.0.0/16", "via", "192.168.7.1", "dev", "port-till", "metric", "7");
        site.gateway.run(
                "nft",
                "add table inet others; add chain inet others c { type filter hook forward priority 5; }; add rule inet others c counter accept");
        before = site.picture();
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    private static NetworkPlan plan() throws PlanException {
        return NetworkPlan.of(Trees.of(GatewayTest.YAML), AROUND);
    }

    private static NetworkPlan other() throws PlanException {
        String yaml = """
                network:
                  uplinks: [{name: wan0}]
                  segments:
                    - {name: all, interfaces: [port-till, port-guest], address: 10.30.0.1/24, reach: {internet: true, management: true},
                       dhcp: {from: 10.30.0.100, to: 10.30.0.200}}
                """;
        return NetworkPlan.of(Trees.of(yaml), AROUND);
    }

    @Test
    void anUnconfirmedApplicationIsTakenBack() throws Exception {
        SiteNetwork network = site.network();
        List<String> during = new ArrayList<>();
        Result result = network.apply(plan(), Duration.ofSeconds(1), waiting -> {
            if (waiting.phase() == Phase.WAITING_FOR_CONFIRMATION) {
                during.add(pictureNow());
            }
        });
        assertThat(result.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(result.reason()).isEqualTo("not confirmed in time");
        assertThat(during.get(0)).contains("hookprobe_gateway", "10.10.0.1/24", "hp-guests", "net.ipv4.ip_forward = 1");
        assertThat(site.picture()).isEqualTo(before);
    }

    private static void ended(Result result, Phase phase) {
        assertThat(result.phase()).as(result.reason()).isEqualTo(phase);
    }

    private String pictureNow() {
        try {
            return site.picture();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void fromPlanToPlanBackToTheFirstAndToNothing() throws Exception {
        SiteNetwork network = site.network();
        assertThat(network.preview(plan())).isNotEmpty();
        assertThat(site.picture()).as("a look changes nothing").isEqualTo(before);
        Result first = confirmed(plan());
        assertThat(first.phase()).as(first.reason()).isEqualTo(Phase.CONFIRMED);
        assertThat(network.preview(plan())).as("nothing is left to do").isEmpty();
        assertThat(network.status().differing()).isEmpty();
        String applied = site.picture();
        String daemon = Files.readString(folder.resolve("run/dnsmasq.pid"));

        assertThat(network.preview(other()).toString())
                .contains("+ interface=hp-all", "- interface=hp-shop", "+ address 10.30.0.1/24");
        ended(network.apply(other(), Duration.ofMillis(300), waiting -> {}), Phase.ROLLED_BACK);
        assertThat(site.picture().replaceAll("dnsmasq.pid\\n[0-9]+", ""))
                .isEqualTo(applied.replaceAll("dnsmasq.pid\\n[0-9]+", ""));
        assertThat(Files.readString(folder.resolve("run/dnsmasq.pid")))
                .as("started anew")
                .isNotEqualTo(daemon);
        assertThat(network.status().services()).containsEntry("dnsmasq", true);
        assertThat(network.status().differing()).isEmpty();

        ended(confirmed(other()), Phase.CONFIRMED);
        assertThat(site.gateway.run("ip", "-br", "link")).contains("hp-all").doesNotContain("hp-shop");
        ended(confirmed(null), Phase.CONFIRMED);
        assertThat(site.picture()).isEqualTo(before);
    }

    /** Confirmed by another process, as far as the files are concerned. */
    private Result confirmed(@org.jspecify.annotations.Nullable NetworkPlan plan) throws Exception {
        List<Thread> threads = new ArrayList<>();
        Result result = site.network().apply(plan, Duration.ofSeconds(60), waiting -> {
            if (waiting.phase() == Phase.WAITING_FOR_CONFIRMATION) {
                Thread thread = new Thread(() -> {
                    try {
                        site.network().answer(true);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
                thread.start();
                threads.add(thread);
            }
        });
        for (Thread thread : threads) {
            thread.join();
        }
        return result;
    }

    @Test
    void aStepThatFailsTakesBackAllBeforeIt() throws Exception {
        site.gateway.run("ip", "link", "delete", "port-sick");
        before = site.picture();
        Result result = site.network().apply(plan(), Duration.ofSeconds(1), waiting -> {});
        assertThat(result.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(result.reason()).contains("expected an interface port-sick; found none");
        assertThat(site.picture()).isEqualTo(before);
    }

    /** A disk that takes nothing any more must not keep the way back closed. */
    @Test
    void aBookThatCannotBeWrittenLeadsBack() throws Exception {
        Path inTheWay = folder.resolve("data/book.json.part");
        SiteNetwork network = site.network();
        assertThatThrownBy(() -> network.apply(plan(), Duration.ofSeconds(60), waiting -> {
                    try {
                        Files.createDirectories(inTheWay);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the application is ROLLED_BACK, but the book cannot be written");
        assertThat(site.picture()).isEqualTo(before);
        Files.delete(inTheWay);
        assertThat(network.recover().orElseThrow().phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(site.picture()).isEqualTo(before);
    }

    @Test
    void anUplinkGetsItsAddressByDhcpAndLosesItAgain() throws Exception {
        if (!Files.isExecutable(Path.of("/usr/sbin/dhcpcd"))) {
            System.err.println("NOT TESTED: an uplink by DHCP; dhcpcd (Debian's package dhcpcd-base) is not installed");
            return;
        }
        site.gateway.run("ip", "address", "flush", "dev", "wan0");
        before = site.picture();
        Path conf = folder.resolve("provider.conf");
        Files.writeString(
                conf,
                "port=0\nbind-dynamic\ninterface=up0\nno-ping\ndhcp-range=203.0.113.50,203.0.113.60,255.255.255.0,600s\ndhcp-leasefile="
                        + folder + "/provider.leases\n");
        Process provider = new ProcessBuilder(site.internet.netns.line("dnsmasq", "-k", "-C", conf.toString())).start();
        try {
            String yaml = GatewayTest.YAML.replaceFirst("type: static.*?}", "type: dhcp}");
            List<String> addresses = new ArrayList<>();
            Result result = site.network()
                    .apply(NetworkPlan.of(Trees.of(yaml), AROUND), Duration.ofMillis(500), waiting -> {
                        long until = System.nanoTime() + 20_000_000_000L;
                        while (waiting.phase() == Phase.WAITING_FOR_CONFIRMATION
                                && addresses.isEmpty()
                                && System.nanoTime() < until) {
                            String now = pictureNow();
                            if (now.contains("inet 203.0.113.5") || now.contains("inet 203.0.113.60")) {
                                addresses.add(now);
                            }
                        }
                    });
            ended(result, Phase.ROLLED_BACK);
            assertThat(addresses).hasSize(1);
            assertThat(addresses.get(0)).contains("default via 203.0.113.1 dev wan0 proto dhcp");
            assertThat(site.picture()).isEqualTo(before);
        } finally {
            provider.destroyForcibly();
        }
    }

    @Test
    void aKilledProcessIsCleanedUpBehind() throws Exception {
        for (String phase : List.of("APPLYING", "WAITING_FOR_CONFIRMATION")) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            KilledApply.class.getName(),
                            folder.toString(),
                            site.gateway.pid())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader said =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
            String line = said.readLine();
            while (line != null && !line.equals(phase)) {
                line = said.readLine();
            }
            if (phase.startsWith("WAITING")) {
                assertThat(site.network().recover()).as("its process lives").isEmpty();
                assertThatThrownBy(() -> site.network().apply(plan(), Duration.ZERO, waiting -> {}))
                        .isInstanceOf(NetworkException.class)
                        .hasMessageContaining("another process applies");
            }
            process.destroyForcibly().waitFor();
            List<String> done = site.network().tend();
            assertThat(done).hasSize(1);
            assertThat(done.get(0)).contains("is ROLLED_BACK: its process ended while it was");
            assertThat(site.picture()).as(phase).isEqualTo(before);
        }
    }

    @Test
    void aServiceThatEndedIsStartedAgainAndDriftIsShown() throws Exception {
        SiteNetwork network = site.network();
        ended(network.apply(plan(), Duration.ZERO, waiting -> {}), Phase.CONFIRMED);
        ProcessHandle daemon = ProcessHandle.of(Long.parseLong(
                        Files.readString(folder.resolve("run/dnsmasq.pid")).strip()))
                .orElseThrow();
        daemon.destroyForcibly();
        daemon.onExit().join();
        site.gateway.run("ip", "link", "set", "hp-guests", "down");
        site.gateway.run("nft", "flush", "chain", "inet", "hookprobe_gateway", "between");
        assertThat(network.status().differing())
                .containsExactlyInAnyOrder("service dnsmasq", "link hp-guests", "table inet hookprobe_gateway");
        assertThat(network.tend()).containsExactly("dnsmasq had ended and was started again");
        assertThat(network.status().services()).containsEntry("dnsmasq", true);
        ended(network.up(), Phase.CONFIRMED);
        assertThat(network.status().differing()).isEmpty();
        ended(network.apply(null, Duration.ZERO, waiting -> {}), Phase.CONFIRMED);
        assertThat(site.picture()).isEqualTo(before);
    }

    @Test
    void theProgramsUnderstandWhatIsRenderedAndSayWhatTheyDoNot() throws Exception {
        SiteNetwork network = site.network();
        assertThat(network.check(plan())).isEmpty();
        site.gateway.run("ip", "address", "add", "10.20.0.7/16", "dev", "wan0");
        site.gateway.run("ip", "link", "delete", "port-sick");
        assertThat(network.check(plan()))
                .anyMatch(problem -> problem.contains("than in segment guests; found 10.20.0.7/16"))
                .anyMatch(problem -> problem.contains("expected an interface port-sick; found none"));
        assertThat(site.picture()).contains("others");
    }

    @Test
    void nothingWaitsNothingIsConfirmed() throws Exception {
        assertThatThrownBy(() -> site.network().answer(true))
                .isInstanceOfSatisfying(
                        NetworkException.class, e -> assertThat(e.kind()).isEqualTo(NetworkException.Kind.BUSY))
                .hasMessageContaining("found none");
    }
}
