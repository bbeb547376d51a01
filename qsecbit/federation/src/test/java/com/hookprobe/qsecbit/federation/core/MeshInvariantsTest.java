package com.hookprobe.qsecbit.federation.core;

import static com.hookprobe.qsecbit.federation.Samples.MINUTE;
import static com.hookprobe.qsecbit.federation.Samples.NOW;
import static com.hookprobe.qsecbit.federation.Samples.ip;
import static com.hookprobe.qsecbit.federation.core.MeshSimulation.DELIVERY_MICROS;
import static com.hookprobe.qsecbit.federation.core.MeshSimulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.Relation;
import com.hookprobe.qsecbit.federation.Samples;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The invariants P1 to P6 of FEDERATION 1.4, under any schedule the seeds give, for every number of liars. */
class MeshInvariantsTest {
    private static final int SEEDS = 120;
    private static final long END = NOW + 8 * MINUTE;

    /** Values of one run. */
    private static final List<IndicatorValue> ATTACKERS = List.of(ip("203.0.113.1"), ip("203.0.113.2"));

    private static final IndicatorValue PARTNER = ip("198.51.100.1");
    private static final IndicatorValue CUSTOMER = ip("198.51.100.2");
    private static final IndicatorValue RESOLVER = ip("192.0.2.53");
    private static final IndicatorValue UNKNOWN = ip("198.51.100.9");
    private static final IndicatorValue PARDONED = ip("203.0.113.9");
    private static final List<IndicatorValue> ALL =
            List.of(ATTACKERS.get(0), ATTACKERS.get(1), PARTNER, CUSTOMER, RESOLVER, UNKNOWN, PARDONED);

    private int blocked;
    private int confirmed;
    private int liedBlocks;
    private int vetoed;

    private static void befriend(SimSite site, IndicatorValue value) {
        for (int day = 2; day <= 5; day++) {
            site.history.onGoodFlow(value.addresses().orElseThrow().address(), NOW - day * 1440L * MINUTE);
        }
    }

    private MeshSimulation play(long seed, int owners, int liars, int blockOwners) {
        MeshSimulation sim = new MeshSimulation(seed, owners, liars, blockOwners);
        List<SimSite> sites = sim.sites;
        // The partner is known to enough honest sites to prove it, the customer to one, the resolver is allowed at
        // some.
        for (int i = 0; i < sites.size(); i++) {
            if (i <= sim.liarsMax()) {
                befriend(sites.get(i), PARTNER);
            }
            if (sim.random.nextBoolean()) {
                sites.get(i).allowlist.add(RESOLVER);
            }
        }
        befriend(sites.get(sites.size() - 1), CUSTOMER);
        for (IndicatorValue attacker : List.of(ATTACKERS.get(0), ATTACKERS.get(1), PARDONED)) {
            for (SimSite site : sites) {
                if (sim.random.nextInt(3) > 0) {
                    sim.at(NOW + sim.random.nextInt(120) * SECOND, () -> sim.attack(site, attacker));
                }
            }
        }
        for (int liar = 0; liar < liars; liar++) {
            int who = liar;
            for (int lies = 0; lies < 40; lies++) {
                IndicatorValue about = ALL.get(sim.random.nextInt(ALL.size()));
                sim.at(NOW + sim.random.nextInt(300) * SECOND, () -> sim.lie(who, about));
            }
        }
        for (int replays = 0; replays < 60; replays++) {
            sim.at(NOW + sim.random.nextInt(400) * SECOND, sim::replay);
        }
        sim.at(NOW + 200 * SECOND, () -> sim.effects(sim.correlator.suppress(tag(PARDONED), END, sim.now)));
        for (long check = NOW; check < END; check += 5 * SECOND) {
            sim.at(check, () -> always(sim, seed));
        }
        sim.run(END);
        return sim;
    }

    private static TagKey tag(IndicatorValue value) {
        return new TagKey(value.type(), 1, Samples.keys(1).tag(value));
    }

    /** What holds at any time. */
    private void always(MeshSimulation sim, long seed) {
        for (SimSite site : sim.sites) {
            for (IndicatorValue value : ALL) {
                String where = "seed " + seed + ", " + sim.liars + " of " + sim.owners + " lie, site " + site.owner
                        + ", " + value;
                boolean blocks = site.blocks(value, sim.now);
                // P1
                if (site.allowlist.contains(value)) {
                    assertThat(site.limits(value, sim.now))
                            .as("P1 allowlist: %s", where)
                            .isFalse();
                }
                if (site.history.relation(value, sim.now) == Relation.ESTABLISHED) {
                    assertThat(blocks).as("P1 relation: %s", where).isFalse();
                }
                // P2
                int honest = sim.honestReports
                        .getOrDefault(value, java.util.Map.of())
                        .size();
                if (honest + sim.liars < 2) {
                    assertThat(site.limits(value, sim.now))
                            .as("P2 watch: %s", where)
                            .isFalse();
                }
                if (honest + sim.liars < sim.blockOwners) {
                    assertThat(blocks).as("P2 block: %s", where).isFalse();
                }
                liedBlocks += blocks && honest == 0 ? 1 : 0;
                if (sim.liars <= sim.liarsMax()) {
                    fewLiars(sim, site, value, blocks, where);
                }
            }
        }
    }

    private void fewLiars(MeshSimulation sim, SimSite site, IndicatorValue value, boolean blocks, String where) {
        // P3: on the way there and back once, and one resend.
        long due = sim.confirmedMicros(value);
        boolean overdue = due != Long.MAX_VALUE && sim.now > due + DELIVERY_MICROS + 10 * SECOND + SECOND;
        if (ATTACKERS.contains(value) && overdue) {
            assertThat(blocks).as("P3: %s", where).isTrue();
            blocked++;
        }
        // P4: a decision goes out, vetoes come back, a cancel goes out.
        if (value.equals(PARTNER) && blocks) {
            long since = site.mesh.get(value).sinceMicros();
            assertThat(sim.now - since).as("P4: %s", where).isLessThanOrEqualTo(2 * DELIVERY_MICROS + 2 * SECOND);
            vetoed++;
        }
        // P6: from the pardon on, as fast as a ban.
        if (value.equals(PARDONED) && sim.now > NOW + 200 * SECOND + DELIVERY_MICROS) {
            assertThat(site.limits(value, sim.now)).as("P6: %s", where).isFalse();
        }
    }

    @Test
    void holdForEveryNumberOfLiars() {
        for (long seed = 0; seed < SEEDS; seed++) {
            int owners = 4 + (int) (seed % 10);
            int liars = (int) (seed / 10) % owners;
            int blockOwners = 2 + (int) (seed % 3);
            MeshSimulation sim = play(seed, owners, liars, blockOwners);
            for (IndicatorValue attacker : ATTACKERS) {
                confirmed += sim.confirmedMicros(attacker) != Long.MAX_VALUE ? 1 : 0;
            }
            assertThat(sim.correlator.entries()).isGreaterThan(0);
        }
        System.out.println("mesh: " + SEEDS + " runs, " + confirmed + " confirmed attackers, " + blocked
                + " checks of their block, " + liedBlocks + " sightings of a block that only liars asked for, " + vetoed
                + " of a block before its vetoes");
        // The checks above must have had something to check.
        assertThat(confirmed).isGreaterThan(100);
        assertThat(blocked).isGreaterThan(10_000);
        assertThat(liedBlocks)
                .as("with more liars than f, lies do block the unknown")
                .isGreaterThan(100);
        assertThat(vetoed).isGreaterThan(0);
    }

    /** P3 when liars who can seal nothing useful reach the level first, and the honest do not raise it. */
    @Test
    void garbageThatComesFirstDoesNotKeepABanFromTheSites() {
        for (long seed = 0; seed < 8; seed++) {
            MeshSimulation sim = new MeshSimulation(seed, 22, 4, 2);
            for (int liar = 0; liar < 4; liar++) {
                int who = liar;
                sim.at(NOW + SECOND, () -> sim.reportGarbage(who, UNKNOWN));
            }
            sim.at(NOW + 60 * SECOND, () -> sim.attack(sim.sites.get(0), UNKNOWN));
            sim.at(NOW + 61 * SECOND, () -> sim.attack(sim.sites.get(1), UNKNOWN));
            sim.at(NOW + 59 * SECOND, () -> assertThat(sim.sites).noneMatch(site -> site.blocks(UNKNOWN, sim.now)));
            sim.run(NOW + 61 * SECOND + 2 * DELIVERY_MICROS + 10 * SECOND);
            assertThat(sim.sites).as("seed %d", seed).allMatch(site -> site.blocks(UNKNOWN, sim.now));
        }
    }

    /** The demo's mesh: k = 1, and the first trusted report of a grave attack blocks everywhere within one way each. */
    @Test
    void withKOfOneTheFirstReportBlocksEverywhere() {
        MeshSimulation sim = new MeshSimulation(7, 5, 0, 1);
        List<Long> latencies = new ArrayList<>();
        sim.at(NOW + SECOND, () -> sim.attack(sim.sites.get(0), UNKNOWN));
        for (long check = NOW; check < END; check += SECOND / 10) {
            long at = check;
            sim.at(at, () -> {
                if (latencies.isEmpty() && sim.sites.stream().allMatch(site -> site.blocks(UNKNOWN, at))) {
                    latencies.add(at - NOW - SECOND);
                }
            });
        }
        sim.run(END);
        assertThat(latencies).hasSize(1);
        assertThat(latencies.get(0)).isLessThan(2 * DELIVERY_MICROS);
    }
}
