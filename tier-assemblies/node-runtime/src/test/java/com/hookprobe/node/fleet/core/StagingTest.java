package com.hookprobe.node.fleet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** docs/spec/fleet.md, 2, 5 and 6: limits, words of an operator, and what keeps a stage. */
class StagingTest {
    private static final Plan PLAN = new Plan(Set.of("site-0"), List.of(50, 100), 60, 25);
    private static final Function<NodeId, Standing> NOBODY = id -> Standing.NEVER;

    private static FleetNode node(int i, Tier tier, String... labels) {
        byte[] id = new byte[32];
        id[0] = (byte) i;
        return new FleetNode(NodeId.of(id), "site-" + i, tier, new TreeSet<>(List.of(labels)));
    }

    private static final List<FleetNode> SITES =
            IntStream.range(0, 8).mapToObj(i -> node(i, Tier.GUARDIAN)).toList();

    private static TenantFleet proposed() {
        TenantFleet fleet = Staging.group(TenantFleet.NEW, "g", Selector.parse("all"), PLAN);
        return Staging.propose(fleet, "g", "log: {per_minute: 9}", "op", 0, 1);
    }

    private static TenantFleet running() {
        TenantFleet fleet = Staging.proven(Staging.sealed(proposed(), 1, "b"), 1);
        return Staging.tick(fleet, SITES, NOBODY, 2, 0);
    }

    private static Rollout at(TenantFleet fleet) {
        return fleet.group("g").flatMap(Group::rollout).orElseThrow();
    }

    private static Standing follows(long number, boolean healthy) {
        return new Standing(true, 1, number, 0, healthy, 90_000_000, 0);
    }

    @Test
    void selectors() {
        FleetNode pilot = node(1, Tier.FORTRESS, "pilot", "paris");
        assertThat(Selector.parse("all").takes(pilot)).isTrue();
        assertThat(Selector.parse("tier=guardian,fortress label=pilot").takes(pilot))
                .isTrue();
        assertThat(Selector.parse("tier=guardian label=pilot").takes(pilot)).isFalse();
        assertThat(Selector.parse("node=site-1").takes(pilot)).isTrue();
        assertThat(Selector.parse(" label=rome,paris ").toString()).isEqualTo("label=paris,rome");
        for (String wrong :
                List.of("", "tier", "tier=", "tier=router", "label=A", "x=1", "tier=mssp tier=nexus", "all all")) {
            assertThatThrownBy(() -> Selector.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expects");
        }
        assertThatThrownBy(() -> Selector.parse("label=" + "a".repeat(1_020))).hasMessageContaining("1024");
    }

    @Test
    void plans() {
        assertThat(PLAN.stages()).isEqualTo(3);
        assertThat(List.of(PLAN.name(0), PLAN.name(1), PLAN.name(2))).containsExactly("canaries", "50%", "100%");
        for (List<Integer> wrong : List.of(List.<Integer>of(), List.of(50), List.of(0, 100), List.of(60, 50, 100))) {
            assertThatThrownBy(() -> new Plan(Set.of(), wrong, 1, 1)).hasMessageContaining("rise to 100");
        }
        assertThatThrownBy(() -> new Plan(Set.of(), List.of(100), -1, 1)).hasMessageContaining("soak");
        assertThatThrownBy(() -> new Plan(Set.of(), List.of(100), 1, 51)).hasMessageContaining("0 to 50");
    }

    @Test
    void nobodyHasAPolicyBeforeTheLedgerShowsIt() {
        TenantFleet fleet = Staging.tick(Staging.sealed(proposed(), 1, "b"), SITES, NOBODY, 2, 0);
        assertThat(at(fleet).phase()).isEqualTo(Rollout.Phase.SEALING);
        assertThat(SITES)
                .allSatisfy(site -> assertThat(Staging.wanted(fleet, site)).isZero());
        assertThat(SITES.stream().filter(site -> Staging.wanted(running(), site) == 1))
                .containsExactly(SITES.get(0));
    }

    @Test
    void aStageIsKeptUntilItHasBeenWellForLongEnough() {
        TenantFleet fleet = running();
        fleet = Staging.tick(fleet, SITES, id -> follows(1, true), 3, 59_000_000);
        assertThat(at(fleet).stage()).isZero();
        // One look at which it is not well begins the time anew.
        fleet = Staging.tick(fleet, SITES, NOBODY, 4, 1_000_000);
        fleet = Staging.tick(fleet, SITES, id -> follows(1, true), 5, 30_000_000);
        assertThat(at(fleet).stage()).isZero();
        fleet = Staging.tick(fleet, SITES, id -> follows(1, true), 6, 30_000_000);
        assertThat(at(fleet).stage()).isEqualTo(1);
        fleet = Staging.tick(fleet, SITES, id -> follows(1, true), 7, 60_000_000);
        fleet = Staging.tick(fleet, SITES, id -> follows(1, true), 8, 60_000_000);
        assertThat(at(fleet).phase()).isEqualTo(Rollout.Phase.DONE);
        assertThat(fleet.group("g").orElseThrow().stable()).isEqualTo(1);
    }

    @Test
    void onlyATimeThatIsWellForLongerMayBeForgotten() {
        TenantFleet fleet = running();
        TenantFleet well = Staging.tick(fleet, SITES, id -> follows(1, true), 3, 5_000_000);
        TenantFleet longer = Staging.tick(well, SITES, id -> follows(1, true), 4, 5_000_000);
        assertThat(Staging.onlySoaked(fleet, well)).isTrue();
        assertThat(Staging.onlySoaked(well, longer)).isTrue();
        TenantFleet broken = Staging.tick(longer, SITES, NOBODY, 5, 5_000_000);
        assertThat(at(broken).wellMicros()).isZero();
        assertThat(Staging.onlySoaked(longer, broken)).isFalse();
        assertThat(Staging.onlySoaked(longer, Staging.promote(longer, "g", 5))).isFalse();
        assertThat(Staging.onlySoaked(longer, Staging.rollBack(longer, "g", "no", "op", 5)))
                .isFalse();
        assertThat(Staging.onlySoaked(longer, Staging.proven(longer, 1))).isTrue();
    }

    @Test
    void whatFailsGoesBack() {
        Standing refuses = new Standing(true, 1, 0, 1, true, 1, 0);
        Standing comesAndGoes = new Standing(true, 1, 1, 0, true, 1, Outlook.RETURNS_MAX);
        Standing lost = new Standing(false, 61_000_000, 1, 0, true, 1, 0);
        for (Standing failed : List.of(refuses, comesAndGoes, lost, follows(1, false))) {
            TenantFleet fleet = Staging.tick(running(), SITES, id -> failed, 3, 1);
            assertThat(at(fleet).phase()).as("%s", failed).isEqualTo(Rollout.Phase.ROLLED_BACK);
            assertThat(at(fleet).reason()).contains("1 of 1 nodes at stage canaries failed");
            // Back is a policy of its own, with a higher number, and says nothing, for nothing was before.
            assertThat(fleet.policies().get(2L).yaml()).isEmpty();
            assertThat(Staging.wanted(fleet, SITES.get(0))).isEqualTo(2);
        }
        Standing unwellForAMoment = new Standing(true, 1, 1, 0, false, 59_000_000, 0);
        assertThat(at(Staging.tick(running(), SITES, id -> unwellForAMoment, 3, 1))
                        .phase())
                .isEqualTo(Rollout.Phase.RUNNING);
    }

    @Test
    void anOperatorPromotesPausesAndTakesBack() {
        TenantFleet paused = Staging.pause(running(), "g", 3);
        assertThat(at(Staging.tick(paused, SITES, id -> follows(1, true), 4, 90_000_000))
                        .stage())
                .isZero();
        assertThat(at(Staging.tick(paused, SITES, id -> follows(1, false), 4, 1))
                        .phase())
                .as("back it goes all the same")
                .isEqualTo(Rollout.Phase.ROLLED_BACK);
        assertThat(at(Staging.resume(paused, "g", 4)).phase()).isEqualTo(Rollout.Phase.RUNNING);
        assertThat(at(Staging.promote(paused, "g", 4)).stage()).isEqualTo(1);
        TenantFleet back = Staging.rollBack(running(), "g", "no", "op", 4);
        assertThat(back.issued()).isEqualTo(2);
        assertThatThrownBy(() -> Staging.rollBack(back, "g", "no", "op", 5)).hasMessageContaining("taken back");
        assertThatThrownBy(() -> Staging.promote(proposed(), "g", 4)).hasMessageContaining("at a stage");
        assertThatThrownBy(() -> Staging.promote(running(), "other", 4)).hasMessageContaining("no group other");
        assertThatThrownBy(() -> Staging.propose(running(), "g", "", "op", 0, 4))
                .hasMessageContaining("on its way");
        assertThatThrownBy(() -> Staging.remove(running(), "g")).hasMessageContaining("on its way");
        TenantFleet never = Staging.rollBack(proposed(), "g", "no", "op", 4);
        assertThat(never.issued()).as("nobody had it").isEqualTo(1);
    }

    @Test
    void numbersOnlyRise() {
        TenantFleet back = Staging.rollBack(running(), "g", "no", "op", 4);
        assertThatThrownBy(() -> Staging.propose(back, "g", "", "op", 2, 5)).hasMessageContaining("more than 2");
        assertThat(Staging.propose(back, "g", "", "op", 90, 5).issued()).isEqualTo(90);
        assertThatThrownBy(() -> Staging.propose(back, "g", "", "op", TenantFleet.NUMBER_MAX + 1, 5))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void groupsAndOldPoliciesAreBounded() {
        TenantFleet fleet = TenantFleet.NEW;
        for (int i = 0; i < TenantFleet.GROUPS_MAX; i++) {
            fleet = Staging.group(fleet, "g" + i, Selector.parse("all"), PLAN);
        }
        TenantFleet full = fleet;
        assertThatThrownBy(() -> Staging.group(full, "more", Selector.parse("all"), PLAN))
                .hasMessageContaining("at most 64");
        for (int i = 0; i < 200; i++) {
            fleet = Staging.rollBack(Staging.propose(fleet, "g0", "", "op", 0, i), "g0", "", "op", i);
        }
        assertThat(fleet.policies().size()).isLessThanOrEqualTo(TenantFleet.OLD_MAX + 3);
    }

    @Test
    void twoSitesThatLieDoNotMakeNumbersWithoutEnd() {
        TenantFleet fleet = Staging.group(TenantFleet.NEW, "a", Selector.parse("node=site-0"), Plan.STANDARD);
        fleet = Staging.group(fleet, "b", Selector.parse("node=site-1"), Plan.STANDARD);
        fleet = Staging.propose(fleet, "a", "", "op", 0, 1);
        // Of what the MSSP never sent to a site it takes no word: the standing does not name it.
        for (int i = 0; i < 20; i++) {
            fleet = Staging.tick(fleet, SITES, NOBODY, i, 1);
        }
        assertThat(fleet.issued()).isEqualTo(1);
    }
}
