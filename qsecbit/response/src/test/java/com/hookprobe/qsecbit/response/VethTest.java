package com.hookprobe.qsecbit.response;

import static com.hookprobe.qsecbit.response.Samples.NOW;
import static com.hookprobe.qsecbit.response.Samples.SECOND;
import static com.hookprobe.qsecbit.response.Samples.allowlist;
import static com.hookprobe.qsecbit.response.Samples.at;
import static com.hookprobe.qsecbit.response.Samples.block;
import static com.hookprobe.qsecbit.response.Samples.decision;
import static com.hookprobe.qsecbit.response.Samples.net;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Packets between network namespaces, with the kernel's own nftables between them. RESPONSE 4 to 6. */
@EnabledIf("com.hookprobe.qsecbit.response.Netns#permitted")
class VethTest {
    private static final String HOST = "10.9.0.2";
    private static final String NEIGHBOUR = "10.9.0.3";
    private static final String ROUTER = "10.9.0.1";
    private static final String SERVER = "10.8.0.2";
    private static final String NAMES = "10.8.0.53";
    private static final long DEADLINE_NS = 20_000_000_000L;

    @TempDir
    Path scratch;

    private VethSite site;
    private NftEnforcer enforcer;
    private Response response;

    @BeforeEach
    void open() throws Exception {
        site = new VethSite();
        enforcer = NftEnforcer.open(site.router.config(scratch).quarantineReaches(List.of(net(NAMES))));
        response = new Response(allowlist(), enforcer);
        response.restore(List.of(), NOW);
        assertThat(comesBack(HOST, ROUTER)).as("before").isTrue();
        assertThat(comesBack(HOST, SERVER)).as("before, forwarded").isTrue();
        assertThat(comesBack("fd00:9::2", "fd00:9::1")).as("before, IPv6").isTrue();
    }

    @AfterEach
    void close() {
        site.close();
    }

    /** True when a datagram comes back before long: on a busy machine one may wait. */
    private boolean comesBack(String source, String target) throws IOException {
        long deadlineNs = System.nanoTime() + DEADLINE_NS;
        boolean back = false;
        while (!back && System.nanoTime() < deadlineNs) {
            back = site.reaches(source, target);
        }
        return back;
    }

    @Test
    void aBanHoldsAndEndsByItself() throws Exception {
        assertThat(response.apply(decision(HOST, Action.BLOCK, 4, Origin.LOCAL, NOW), NOW))
                .isEqualTo(Outcome.ENFORCED);
        assertThat(site.reaches(HOST, ROUTER)).as("to this machine").isFalse();
        assertThat(site.reaches(HOST, SERVER)).as("through it").isFalse();
        assertThat(comesBack(NEIGHBOUR, ROUTER)).as("somebody else").isTrue();
        assertThat(comesBack(HOST, SERVER))
                .as("the kernel ended it, nobody else did")
                .isTrue();
        assertThat(response.failures()).isZero();
    }

    @Test
    void theAllowlistLiftsAtOnceAndKeepsOthersOut() throws Exception {
        response.apply(block(HOST), NOW);
        response.apply(block("fd00:9::2"), NOW);
        assertThat(site.reaches(HOST, ROUTER)).isFalse();
        assertThat(site.reaches("fd00:9::2", "fd00:9::1")).isFalse();
        assertThat(response.allowAll(List.of(net("10.9.0.0/24"), net("fd00:9::/64")), "partner", NOW))
                .hasSize(2);
        assertThat(comesBack(HOST, ROUTER)).isTrue();
        assertThat(comesBack("fd00:9::2", "fd00:9::1"))
                .as("neighbours find each other again within a second or two")
                .isTrue();
        assertThat(response.apply(block(HOST), NOW)).isEqualTo(Outcome.ALLOWLISTED);
        assertThat(comesBack(HOST, ROUTER)).isTrue();
    }

    /** RESPONSE 5.7: a station keeps its hardware address when it takes another IP address. */
    @Test
    void aStationIsCutOffWhateverItsAddress() throws Exception {
        assertThat(response.apply(block(VethSite.HOST_MAC), NOW)).isEqualTo(Outcome.ENFORCED);
        assertThat(site.reaches(HOST, ROUTER)).isFalse();
        assertThat(site.reaches(NEIGHBOUR, SERVER)).isFalse();
        assertThat(site.reaches("fd00:9::2", "fd00:9::1")).isFalse();
        assertThat(response.undo(at(VethSite.HOST_MAC), NOW)).hasSize(1);
        assertThat(comesBack(HOST, ROUTER)).isTrue();
        assertThat(comesBack(NEIGHBOUR, SERVER)).isTrue();
    }

    /** RESPONSE 6.1, by IP address and by hardware address. */
    @Test
    void quarantineLeavesWhatIsConfigured() throws Exception {
        for (String whom : List.of(HOST, VethSite.HOST_MAC)) {
            assertThat(response.apply(decision(whom, Action.QUARANTINE, 3600, Origin.OPERATOR, NOW), NOW))
                    .isEqualTo(Outcome.ENFORCED);
            assertThat(site.reaches(HOST, SERVER)).as(whom + " to a server").isFalse();
            assertThat(site.reaches(HOST, ROUTER)).as(whom + " to the router").isFalse();
            assertThat(comesBack(HOST, NAMES)).as(whom + " to the name server").isTrue();
            response.undo(at(whom), NOW);
            assertThat(comesBack(HOST, SERVER)).as("afterwards").isTrue();
        }
    }

    /** RESPONSE 5.6: whatever another tool takes away comes back with the next check. */
    @Test
    void whatAnotherToolFlushesComesBack() throws Exception {
        response.apply(block(HOST), NOW);
        List<List<String>> flushes = List.of(
                List.of("nft", "flush", "ruleset"),
                List.of("nft", "flush", "table", "inet", "hookprobe"),
                List.of("nft", "flush", "set", "inet", "hookprobe", "ban4"),
                List.of("nft", "delete", "table", "inet", "hookprobe"));
        long now = NOW;
        for (List<String> flush : flushes) {
            response.expire(now);
            assertThat(site.reaches(HOST, ROUTER)).isFalse();
            site.router.run(flush.toArray(String[]::new));
            assertThat(comesBack(HOST, ROUTER)).as("after " + flush).isTrue();
            now += 11 * SECOND;
            response.expire(now);
            assertThat(site.reaches(HOST, ROUTER)).as("after the check").isFalse();
        }
    }

    /** RESPONSE 5.5: killed with 100,000 bans in force; another process goes on, and no packet comes through between. */
    @Test
    void aKilledAgentLeavesItsBansAndTheNextOneGoesOnWithoutAGap() throws Exception {
        Process agent = site.java(site.router, KilledAgent.class, scratch.toString());
        BufferedReader says = VethSite.reader(agent);
        String applied = says.readLine();
        assertThat(applied).startsWith("applied");
        System.out.println("100,001 bans, a process of its own, journal included: " + applied);
        agent.destroyForcibly().waitFor();
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger through = new AtomicInteger();
        AtomicInteger asked = new AtomicInteger();
        Thread attacker = new Thread(() -> {
            try {
                while (!done.get()) {
                    asked.incrementAndGet();
                    through.addAndGet(site.reaches(HOST, ROUTER) ? 1 : 0);
                }
            } catch (IOException e) {
                through.set(-1);
            }
        });
        attacker.start();
        ResponseJournal.Contents contents = ResponseJournal.read(scratch.resolve("journal"), JournalSeal.none());
        assertThat(contents.damaged()).isZero();
        assertThat(contents.state().decisions()).hasSize(KilledAgent.BANS + 1);
        Response next = new Response(allowlist(), NftEnforcer.open(site.router.config(scratch)));
        assertThat(next.restore(contents.state(), NOW + SECOND)).containsOnly(Outcome.ENFORCED);
        done.set(true);
        attacker.join();
        assertThat(asked.get()).isPositive();
        assertThat(through.get()).as("datagrams that came through").isZero();
        assertThat(site.reaches(HOST, ROUTER)).isFalse();
        next.undo(at(HOST), NOW + SECOND);
        assertThat(comesBack(HOST, ROUTER))
                .as("and it is the new one that decides")
                .isTrue();
    }
}
