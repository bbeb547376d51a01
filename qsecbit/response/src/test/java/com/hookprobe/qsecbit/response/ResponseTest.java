package com.hookprobe.qsecbit.response;

import static com.hookprobe.qsecbit.response.Samples.HOUR;
import static com.hookprobe.qsecbit.response.Samples.NOW;
import static com.hookprobe.qsecbit.response.Samples.SECOND;
import static com.hookprobe.qsecbit.response.Samples.allowlist;
import static com.hookprobe.qsecbit.response.Samples.at;
import static com.hookprobe.qsecbit.response.Samples.block;
import static com.hookprobe.qsecbit.response.Samples.decision;
import static com.hookprobe.qsecbit.response.Samples.ip;
import static com.hookprobe.qsecbit.response.Samples.net;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.metric.Cidr;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseTest {
    private static final String WHO = "203.0.113.7";

    private final DryRunEnforcer dryRun = new DryRunEnforcer();
    private final Response response = new Response(allowlist("192.0.2.1/32"), dryRun);

    private List<String> standing(long nowMicros) {
        return dryRun.standing(nowMicros).stream()
                .map(enforce ->
                        enforce.action() + " " + enforce.indicator() + " " + (enforce.untilMicros() - NOW) / SECOND)
                .toList();
    }

    @Test
    void enforcesAndEnds() {
        assertThat(response.apply(block(WHO), NOW)).isEqualTo(Outcome.ENFORCED);
        assertThat(standing(NOW)).containsExactly("BLOCK 203.0.113.7 3600");
        assertThat(response.about(ip(WHO), NOW)).hasSize(1);
        assertThat(response.expire(NOW + HOUR - 1)).isEmpty();
        assertThat(response.active(NOW + HOUR)).isEmpty();
        assertThat(response.expire(NOW + HOUR)).hasSize(1);
        assertThat(standing(NOW)).isEmpty();
        assertThat(response.size()).isZero();
    }

    @Test
    void aRefreshExtendsAndARepeatIsKnown() {
        response.apply(block(WHO), NOW);
        assertThat(response.apply(block(WHO), NOW + 10)).isEqualTo(Outcome.ALREADY);
        Decision later = decision(WHO, Action.BLOCK, 3600, Origin.LOCAL, NOW + 60 * SECOND);
        assertThat(response.apply(later, NOW + 60 * SECOND)).isEqualTo(Outcome.ENFORCED);
        assertThat(standing(NOW)).containsExactly("BLOCK 203.0.113.7 3660");
        assertThat(response.apply(decision(WHO, Action.WATCH, 9999, Origin.LOCAL, NOW), NOW))
                .as("weaker of the same origin")
                .isEqualTo(Outcome.ALREADY);
        assertThat(response.size()).isEqualTo(1);
    }

    /** RESPONSE 4.3: each origin has its own decision; the strongest holds, and the rest is left when it ends. */
    @Test
    void originsAreIndependent() {
        response.apply(decision(WHO, Action.RATE_LIMIT, 7200, Origin.LOCAL, NOW), NOW);
        response.apply(decision(WHO, Action.BLOCK, 600, Origin.MESH, NOW), NOW);
        assertThat(standing(NOW)).containsExactly("BLOCK 203.0.113.7 600");
        assertThat(response.about(ip(WHO), NOW))
                .extracting(Decision::action)
                .containsExactly(Action.BLOCK, Action.RATE_LIMIT);
        response.expire(NOW + 600 * SECOND);
        assertThat(standing(NOW)).containsExactly("RATE_LIMIT 203.0.113.7 7200");

        response.apply(decision(WHO, Action.BLOCK, 3600, Origin.MESH, NOW + 600 * SECOND), NOW + 600 * SECOND);
        assertThat(response.lift(at(WHO), Origin.MESH, NOW + 601 * SECOND)).hasSize(1);
        assertThat(standing(NOW)).containsExactly("RATE_LIMIT 203.0.113.7 7200");
        assertThat(response.lift(at(WHO), NOW + 602 * SECOND)).hasSize(1);
        assertThat(standing(NOW)).isEmpty();
        assertThat(response.lift(at(WHO), NOW + 603 * SECOND)).isEmpty();
    }

    /** RESPONSE 4.3: an origin that has changed its mind says so, and the indicator is not free in between. */
    @Test
    void aReplacementMayBeWeakerAndLeavesNoGap() {
        List<List<Change>> batches = new ArrayList<>();
        Response watched = new Response(allowlist("192.0.2.1/32"), new Enforcer() {
            @Override
            public void apply(List<Change> changes, long nowMicros) {
                batches.add(List.copyOf(changes));
            }

            @Override
            public void replaceAll(List<Change.Enforce> standing, long nowMicros) {
                throw new AssertionError("nothing has failed");
            }

            @Override
            public void check() {}

            @Override
            public String describe() {
                return "told in batches";
            }
        });
        List<JournalEntry> journal = new ArrayList<>();
        watched.journal(journal::addAll);
        watched.apply(decision(WHO, Action.BLOCK, 3600, Origin.MESH, NOW), NOW);
        watched.apply(decision(WHO, Action.RATE_LIMIT, 60, Origin.LOCAL, NOW), NOW);
        batches.clear();
        journal.clear();

        Decision weaker = decision(WHO, Action.RATE_LIMIT, 600, Origin.MESH, NOW + SECOND);
        assertThat(watched.replace(weaker, NOW + SECOND)).isEqualTo(Outcome.ENFORCED);
        assertThat(batches)
                .containsExactly(List.of(new Change.Enforce(at(WHO), Action.RATE_LIMIT, NOW + 601 * SECOND)));
        assertThat(watched.about(ip(WHO), NOW + SECOND))
                .extracting(Decision::origin)
                .containsExactlyInAnyOrder(Origin.MESH, Origin.LOCAL);
        assertThat(journal)
                .containsExactly(new JournalEntry.Lifted(at(WHO), Origin.MESH), new JournalEntry.Decided(weaker));

        Decision again = decision(WHO, Action.RATE_LIMIT, 600, Origin.MESH, NOW + 2 * SECOND);
        assertThat(watched.replace(again, NOW + 2 * SECOND))
                .as("a second is none")
                .isEqualTo(Outcome.ALREADY);
        Decision sooner = decision(WHO, Action.RATE_LIMIT, 590, Origin.MESH, NOW + 2 * SECOND);
        assertThat(watched.replace(sooner, NOW + 2 * SECOND)).isEqualTo(Outcome.ENFORCED);
        watched.undo(at(WHO), NOW + 3 * SECOND);
        assertThat(watched.replace(sooner, NOW + 3 * SECOND)).isEqualTo(Outcome.UNDONE);
    }

    @Test
    void theAllowlistWinsOverEveryOriginAndLiftsWhatIsThere() {
        for (Origin origin : Origin.values()) {
            assertThat(response.apply(decision("192.0.2.1", Action.BLOCK, 60, origin, NOW), NOW))
                    .isEqualTo(Outcome.ALLOWLISTED);
            assertThat(response.apply(decision("192.0.2.0/24", Action.BLOCK, 60, origin, NOW), NOW))
                    .as("a prefix around it")
                    .isEqualTo(Outcome.ALLOWLISTED);
        }
        response.apply(block(WHO), NOW);
        response.apply(block("203.0.113.0/24"), NOW);
        response.apply(block("203.0.112.0/20"), NOW);
        response.apply(block("198.51.100.1"), NOW);
        assertThat(response.allow(net("203.0.113.0/28"), "partner", NOW))
                .extracting(decision -> decision.indicator().toString())
                .containsExactlyInAnyOrder(WHO, "203.0.113.0/24", "203.0.112.0/20");
        assertThat(standing(NOW)).containsExactly("BLOCK 198.51.100.1 3600");
        assertThat(response.apply(block(WHO), NOW)).isEqualTo(Outcome.ALLOWLISTED);
        assertThat(response.allowed(at(WHO)).orElseThrow().reason()).isEqualTo("partner");
        assertThat(response.disallow(net("203.0.113.0/28"))).isTrue();
        assertThat(response.disallow(net("192.0.2.1"))).as("own").isFalse();
        assertThat(response.apply(block(WHO), NOW)).isEqualTo(Outcome.ENFORCED);
    }

    @Test
    void aFullAllowlistSaysSoAndStillLiftsWhatFits() {
        Response small = new Response(new Allowlist(List.of(), 8), dryRun);
        small.apply(block(WHO), NOW);
        List<Cidr> two = List.of(net(WHO), net("203.0.113.8"));
        assertThatThrownBy(() -> small.allowAll(two, "x", NOW)).isInstanceOf(IllegalStateException.class);
        assertThat(dryRun.standing(NOW)).isEmpty();
    }

    /** RESPONSE 4.1. */
    @Test
    void timeIsBoundedByBothClocks() {
        assertThat(response.apply(block(WHO), NOW + HOUR)).isEqualTo(Outcome.EXPIRED);
        Decision ahead = decision(WHO, Action.BLOCK, 60, Origin.MESH, NOW + 1000 * HOUR);
        assertThat(response.apply(ahead, NOW)).isEqualTo(Outcome.ENFORCED);
        assertThat(standing(NOW)).containsExactly("BLOCK 203.0.113.7 60");
        assertThat(response.expire(NOW + 60 * SECOND)).hasSize(1);
    }

    /** RESPONSE 4.2. */
    @Test
    void isBoundedAndWhatIsWatchedGivesWay() {
        Response small = new Response(allowlist(), dryRun, 3);
        assertThat(small.apply(decision("203.0.113.1", Action.WATCH, 60, Origin.LOCAL, NOW), NOW))
                .isEqualTo(Outcome.ENFORCED);
        assertThat(small.apply(decision("203.0.113.2", Action.WATCH, 30, Origin.LOCAL, NOW), NOW))
                .isEqualTo(Outcome.ENFORCED);
        assertThat(small.apply(block("203.0.113.3"), NOW)).isEqualTo(Outcome.ENFORCED);
        assertThat(small.apply(decision("203.0.113.4", Action.WATCH, 60, Origin.LOCAL, NOW), NOW))
                .isEqualTo(Outcome.REFUSED_FULL);
        assertThat(small.apply(block("203.0.113.5"), NOW)).isEqualTo(Outcome.ENFORCED);
        assertThat(small.about(ip("203.0.113.2"), NOW))
                .as("the watch that ends first went")
                .isEmpty();
        assertThat(small.apply(block("203.0.113.1"), NOW))
                .as("an upgrade needs no room")
                .isEqualTo(Outcome.ENFORCED);
        assertThat(small.apply(block("203.0.113.6"), NOW)).isEqualTo(Outcome.REFUSED_FULL);
        assertThat(small.size()).isEqualTo(3);
    }

    @Test
    void manyDecisionsAreOneBatch() {
        List<Decision> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.add(block("198.51." + i / 256 + "." + i % 256));
        }
        assertThat(response.applyAll(many, NOW)).hasSize(300).containsOnly(Outcome.ENFORCED);
        assertThat(dryRun.batches()).isEqualTo(1);
        assertThat(response.apply(decision(WHO, Action.WATCH, 60, Origin.LOCAL, NOW), NOW))
                .isEqualTo(Outcome.ENFORCED);
        assertThat(dryRun.batches())
                .as("a watch is not the enforcer's business")
                .isEqualTo(1);
    }

    @Test
    void aRestartEnforcesExactlyWhatWasInForce() {
        response.apply(block(WHO), NOW);
        response.apply(decision("203.0.113.8", Action.BLOCK, 60, Origin.MESH, NOW), NOW);
        List<Decision> saved = response.active(NOW);
        DryRunEnforcer fresh = new DryRunEnforcer();
        Response restarted = new Response(allowlist(), fresh);
        assertThat(restarted.restore(saved, NOW + 120 * SECOND))
                .containsExactlyInAnyOrder(Outcome.ENFORCED, Outcome.EXPIRED);
        assertThat(fresh.standing(NOW + 120 * SECOND))
                .extracting(e -> e.indicator().toString())
                .containsExactly(WHO);
        assertThat(new Response(allowlist(), fresh).restore(List.of(), NOW)).isEmpty();
        assertThat(fresh.standing(NOW))
                .as("what an earlier run left in the machine is gone")
                .isEmpty();
    }
}
