package com.hookprobe.qsecbit.response;

import static com.hookprobe.qsecbit.response.Samples.HOUR;
import static com.hookprobe.qsecbit.response.Samples.NOW;
import static com.hookprobe.qsecbit.response.Samples.SECOND;
import static com.hookprobe.qsecbit.response.Samples.allowlist;
import static com.hookprobe.qsecbit.response.Samples.at;
import static com.hookprobe.qsecbit.response.Samples.block;
import static com.hookprobe.qsecbit.response.Samples.decision;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RESPONSE 4.4. */
class UndoTest {
    private static final String WHO = "203.0.113.7";

    private final DryRunEnforcer dryRun = new DryRunEnforcer();
    private final Response response = new Response(allowlist(), dryRun);

    @Test
    void whatAPersonTookBackStaysAwayUntilItWouldHaveEnded() {
        response.apply(block(WHO), NOW);
        response.apply(decision(WHO, Action.RATE_LIMIT, 7200, Origin.MESH, NOW), NOW);
        assertThat(response.undo(at(WHO), NOW + SECOND)).hasSize(2);
        assertThat(dryRun.standing(NOW + SECOND)).isEmpty();
        for (Origin origin : List.of(Origin.LOCAL, Origin.MESH)) {
            for (Action action : List.of(Action.WATCH, Action.RATE_LIMIT, Action.BLOCK)) {
                assertThat(response.apply(decision(WHO, action, 9999, origin, NOW + HOUR), NOW + HOUR))
                        .isEqualTo(Outcome.UNDONE);
            }
        }
        long after = NOW + 7200 * SECOND;
        assertThat(response.apply(decision(WHO, Action.BLOCK, 60, Origin.MESH, after), after))
                .isEqualTo(Outcome.ENFORCED);
    }

    @Test
    void somethingWorseComesThroughAndSoDoesAPerson() {
        response.apply(decision(WHO, Action.RATE_LIMIT, 3600, Origin.LOCAL, NOW), NOW);
        response.undo(at(WHO), NOW);
        assertThat(response.apply(block(WHO), NOW)).as("worse").isEqualTo(Outcome.ENFORCED);
        response.undo(at(WHO), NOW);
        assertThat(response.apply(decision(WHO, Action.BLOCK, 60, Origin.OPERATOR, NOW), NOW))
                .isEqualTo(Outcome.ENFORCED);
        assertThat(response.apply(block(WHO), NOW))
                .as("a person's decision ends what a person took back")
                .isEqualTo(Outcome.ENFORCED);
    }

    @Test
    void nothingIsRememberedOfWhatWasNotThere() {
        assertThat(response.undo(at(WHO), NOW)).isEmpty();
        assertThat(response.apply(block(WHO), NOW)).isEqualTo(Outcome.ENFORCED);
        assertThat(response.undo(at("203.0.113.0/24"), NOW))
                .as("exactly this one")
                .isEmpty();
        assertThat(dryRun.standing(NOW)).hasSize(1);
    }

    @Test
    void theTableIsBoundedAndForgetsWhatEndsFirst() {
        UndoneTable table = new UndoneTable();
        for (int i = 0; i <= UndoneTable.ENTRIES_MAX; i++) {
            Indicator indicator = Indicator.of(IpAddress.v4(0x2D000000 + i));
            table.put(new Undone(indicator, Action.BLOCK, NOW + i));
        }
        assertThat(table.all()).hasSize(UndoneTable.ENTRIES_MAX);
        assertThat(table.get(at("45.0.0.0"))).isEmpty();
        assertThat(table.get(at("45.0.0.1"))).isPresent();
        table.expire(NOW + UndoneTable.ENTRIES_MAX);
        assertThat(table.all()).isEmpty();
    }
}
