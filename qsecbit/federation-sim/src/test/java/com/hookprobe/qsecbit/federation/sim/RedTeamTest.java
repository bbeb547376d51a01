package com.hookprobe.qsecbit.federation.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The search for the worst within FEDERATION 1.4. */
class RedTeamTest {
    private static final int ROUNDS = 12;

    private static RedTeam searched(Measure measure, int liars) {
        RedTeam team = new RedTeam(1, measure, liars);
        for (int round = 0; round < ROUNDS && team.round(); round++) {
            assertThat(team.worst().value()).isGreaterThanOrEqualTo(team.worst().before());
        }
        assertThat(team.failure().map(RunReport::blame)).isEmpty();
        assertThat(team.plays()).isEqualTo(ROUNDS + 1);
        return team;
    }

    /** P2: fewer than k liars block nothing, however long one looks; k of them do. */
    @Test
    void blocksFalselyOnlyWithAsManyLiarsAsBlock() {
        assertThat(searched(Measure.FALSE_BLOCKS, 2).worst().value()).isZero();
        assertThat(searched(Measure.FALSE_BLOCKS, 4).worst().value())
                .as("else it looks for nothing")
                .isPositive();
    }

    @Test
    void findsTheSameAgainAndWhatItFoundCanBePlayed() {
        RedTeam.Worst first = searched(Measure.MEMORY, 2).worst();
        RedTeam.Worst second = searched(Measure.MEMORY, 2).worst();
        assertThat(second).isEqualTo(first);
        assertThat(first.value()).isGreaterThan(first.before());
        RunReport again = RunReport.of(first.plan(), RunReport.NO_TRACE);
        assertThat(Measure.MEMORY.of(again.damage())).isEqualTo(first.value());
    }
}
