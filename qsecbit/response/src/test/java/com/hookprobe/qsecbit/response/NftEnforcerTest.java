package com.hookprobe.qsecbit.response;

import static com.hookprobe.qsecbit.response.Samples.NOW;
import static com.hookprobe.qsecbit.response.Samples.SECOND;
import static com.hookprobe.qsecbit.response.Samples.allowlist;
import static com.hookprobe.qsecbit.response.Samples.at;
import static com.hookprobe.qsecbit.response.Samples.block;
import static com.hookprobe.qsecbit.response.Samples.decision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.testsupport.SharedData;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's own nftables, in a network namespace of the test's own. RESPONSE 5. */
@EnabledIf("com.hookprobe.qsecbit.response.Netns#permitted")
class NftEnforcerTest {
    @TempDir
    Path scratch;

    private Netns netns;
    private NftEnforcer enforcer;
    private Response response;

    @BeforeEach
    void open() throws Exception {
        netns = new Netns();
        enforcer = NftEnforcer.open(netns.config(scratch));
        response = new Response(allowlist(), enforcer);
        assertThat(response.restore(List.of(), NOW)).isEmpty();
    }

    @AfterEach
    void close() {
        netns.close();
    }

    private String set(String name) throws Exception {
        return netns.run("nft", "list", "set", "inet", "hookprobe", name);
    }

    private int arrived(String from, String to, int count) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = Path.of(UdpProbe.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        String output = netns.run(
                java, "-Xshare:auto", "-cp", classes, UdpProbe.class.getName(), from, to, Integer.toString(count));
        return Integer.parseInt(output.strip().replace("arrived ", ""));
    }

    @Test
    void bansExtendsDowngradesAndLifts() throws Exception {
        assertThat(response.applyAll(List.of(block("203.0.113.7"), block("2001:db8::7")), NOW))
                .containsOnly(Outcome.ENFORCED);
        assertThat(set("ban4")).contains("203.0.113.7 timeout 1h");
        assertThat(set("ban6")).contains("2001:db8::7 timeout 1h");
        response.apply(decision("203.0.113.7", Action.BLOCK, 7200, Origin.LOCAL, NOW), NOW);
        assertThat(set("ban4")).contains("203.0.113.7 timeout 2h").doesNotContain("timeout 1h");
        response.apply(decision("203.0.113.7", Action.RATE_LIMIT, 600, Origin.MESH, NOW), NOW);
        response.lift(at("203.0.113.7"), Origin.LOCAL, NOW);
        assertThat(set("ban4")).doesNotContain("203.0.113.7");
        assertThat(set("rate4")).contains("203.0.113.7 timeout 10m");
        response.lift(at("203.0.113.7"), NOW);
        assertThat(set("rate4")).doesNotContain("203.0.113.7");
    }

    /** The kernel ends a ban by itself; what comes after must not stumble over it. */
    @Test
    void aBanEndsInTheKernelAndCanComeBack() throws Exception {
        response.apply(decision("203.0.113.7", Action.BLOCK, 1, Origin.LOCAL, NOW), NOW);
        assertThat(set("ban4")).contains("203.0.113.7");
        for (int i = 0; i < 100 && set("ban4").contains("203.0.113.7"); i++) {
            Thread.onSpinWait();
        }
        response.expire(NOW + 2 * SECOND);
        assertThat(set("ban4")).doesNotContain("203.0.113.7");
        assertThat(response.apply(block("203.0.113.7"), NOW)).isEqualTo(Outcome.ENFORCED);
        assertThat(set("ban4")).contains("203.0.113.7");
        assertThat(response.failures()).isZero();
    }

    /** RESPONSE 5.3: the kernel refuses prefixes that overlap; ours may. */
    @Test
    void prefixesInsideEachOtherAreNoError() throws Exception {
        assertThat(response.apply(block("198.51.100.64/26"), NOW)).isEqualTo(Outcome.ENFORCED);
        assertThat(response.apply(block("198.51.100.7"), NOW)).isEqualTo(Outcome.ENFORCED);
        assertThat(response.apply(decision("198.51.0.0/16", Action.BLOCK, 60, Origin.MESH, NOW), NOW))
                .isEqualTo(Outcome.ENFORCED);
        assertThat(response.apply(block("198.51.100.128/25"), NOW)).isEqualTo(Outcome.ENFORCED);
        assertThat(response.apply(block("2001:db8::/48"), NOW)).isEqualTo(Outcome.ENFORCED);
        assertThat(set("ban4net")).contains("198.51.0.0/16").doesNotContain("198.51.100");
        assertThat(set("ban4")).contains("198.51.100.7");
        assertThat(set("ban6net")).contains("2001:db8::/48");
        response.expire(NOW + 60 * SECOND);
        assertThat(set("ban4net"))
                .contains("198.51.100.64/26")
                .contains("198.51.100.128/25")
                .doesNotContain("/16");
        assertThat(response.failures()).isZero();
    }

    @Test
    void packetsAreDroppedBothWaysAndOnlyThose() throws Exception {
        assertThat(arrived("127.0.0.7", "127.0.0.1", 5)).isEqualTo(5);
        enforcer.apply(List.of(new Change.Enforce(at("127.0.0.7"), Action.BLOCK, NOW + 60 * SECOND)), NOW);
        assertThat(arrived("127.0.0.7", "127.0.0.1", 5)).as("from the banned").isZero();
        assertThat(arrived("127.0.0.1", "127.0.0.7", 5)).as("to the banned").isZero();
        assertThat(arrived("127.0.0.8", "127.0.0.1", 5)).as("from another").isEqualTo(5);
        enforcer.apply(List.of(new Change.Release(at("127.0.0.7"))), NOW);
        assertThat(arrived("127.0.0.7", "127.0.0.1", 5)).isEqualTo(5);
    }

    /** 5 packets each second with a burst of 10: of 100 at once most are dropped, and neighbours keep their own. */
    @Test
    void aRateLimitHoldsForEachSource() throws Exception {
        enforcer.apply(List.of(new Change.Enforce(at("127.0.1.0/24"), Action.RATE_LIMIT, NOW + 60 * SECOND)), NOW);
        assertThat(arrived("127.0.1.7", "127.0.0.1", 100)).isBetween(5, 30);
        assertThat(arrived("127.0.1.8", "127.0.0.1", 5)).as("its neighbour").isEqualTo(5);
        assertThat(arrived("127.0.2.7", "127.0.0.1", 100)).as("not limited").isEqualTo(100);
    }

    @Test
    void aRestartOpensNoGapAndThenHoldsExactlyWhatIsWanted() throws Exception {
        response.apply(block("203.0.113.7"), NOW);
        response.apply(block("203.0.113.8"), NOW);
        NftEnforcer again = NftEnforcer.open(netns.config(scratch));
        assertThat(set("ban4"))
                .as("opening keeps what is there")
                .contains("203.0.113.7")
                .contains("203.0.113.8");
        Response restarted = new Response(allowlist(), again);
        restarted.restore(List.of(block("203.0.113.8")), NOW);
        assertThat(set("ban4")).contains("203.0.113.8").doesNotContain("203.0.113.7");
        String chain = netns.run("nft", "list", "chain", "inet", "hookprobe", "inbound");
        assertThat(chain.split("@ban4 ", -1)).as("rules are not doubled").hasSize(2);
        again.close();
        assertThat(netns.run("nft", "list", "tables")).doesNotContain("hookprobe");
    }

    @Test
    void aVanishedTableIsToldAndComesBack() throws Exception {
        response.apply(block("203.0.113.6"), NOW);
        response.expire(NOW);
        netns.run("nft", "flush", "ruleset");
        assertThatThrownBy(() -> enforcer.close()).isInstanceOf(EnforcementException.class);
        assertThat(response.apply(block("203.0.113.7"), NOW)).isEqualTo(Outcome.FAILED);
        assertThat(response.lastFailure().orElseThrow()).contains("No such file or directory");
        response.expire(NOW + 20 * SECOND);
        assertThat(set("ban4")).contains("203.0.113.6").contains("203.0.113.7");
        assertThat(response.lastFailure()).isEmpty();
    }

    /** A public list of 120,430 addresses in one transaction, and one ban on top of it. */
    @Test
    @EnabledIf("com.hookprobe.testsupport.SharedData#present")
    void holdsTheLargestPublicList() throws Exception {
        List<Decision> all = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(SharedData.file("data/ipsum/ipsum.txt.gz"))),
                StandardCharsets.US_ASCII))) {
            lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t")[0])
                    .forEach(address -> all.add(block(address)));
        }
        assertThat(all).hasSize(120_430);
        long start = System.nanoTime();
        List<Outcome> outcomes = response.applyAll(all, NOW);
        long loadedMs = (System.nanoTime() - start) / 1_000_000;
        assertThat(outcomes).containsOnly(Outcome.ENFORCED);
        start = System.nanoTime();
        assertThat(response.apply(block("192.0.2.77"), NOW)).isEqualTo(Outcome.ENFORCED);
        long oneMs = (System.nanoTime() - start) / 1_000_000;
        assertThat(set("ban4").split("timeout").length).isGreaterThan(120_000);
        System.out.println("nft: 120,430 bans in " + loadedMs + " ms, one more in " + oneMs + " ms");
    }
}
