package com.hookprobe.demo.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static Schedule of(long seed, int minutes) {
        return Schedule.of(seed, minutes, Schedule.VALIDATORS, Schedule.OTHERS);
    }

    private static long validators(List<Trouble> together) {
        return together.stream()
                .flatMap(trouble -> trouble.nodes().stream())
                .filter(Schedule.VALIDATORS::contains)
                .count();
    }

    @Test
    void aSeedMakesTheSameScheduleEachTimeAndAnotherSeedAnother() {
        assertThat(of(7, 5)).isEqualTo(of(7, 5));
        assertThat(of(7, 5).troubles()).isNotEqualTo(of(8, 5).troubles());
    }

    @Test
    void fiveMinutesHoldSeveralKindsAndBothEndsAreQuiet() {
        for (long seed = 0; seed < 200; seed++) {
            Schedule schedule = of(seed, 5);
            assertThat(schedule.troubles()).as("seed %d", seed).hasSizeGreaterThanOrEqualTo(6);
            assertThat(schedule.troubles()).allMatch(t -> t.at() >= schedule.warmUp());
            assertThat(schedule.over()).isLessThanOrEqualTo(schedule.seconds() - schedule.tail());
            assertThat(schedule.troubles().stream()
                            .map(Trouble::kind)
                            .distinct()
                            .count())
                    .as("seed %d", seed)
                    .isGreaterThanOrEqualTo(5);
        }
    }

    @Test
    void atMostOneOfFourValidatorsIsHitAtOnceButWhenAllAreKilledOrTheNetworkIsCut() {
        for (long seed = 0; seed < 200; seed++) {
            List<Trouble> all = of(seed, seed % 2 == 0 ? 60 : 15).troubles();
            for (Trouble one : all) {
                List<Trouble> together = all.stream()
                        .filter(one::overlaps)
                        .filter(t -> t.kind() != Trouble.Kind.CUT && t.kind() != Trouble.Kind.LOSS)
                        .collect(Collectors.toList());
                if (together.stream().noneMatch(t -> t.kind() == Trouble.Kind.KILL_VALIDATORS)) {
                    assertThat(validators(together))
                            .as("seed %d: %s", seed, together)
                            .isLessThanOrEqualTo(1);
                }
            }
        }
    }

    @Test
    void allValidatorsAreKilledOnceAndOneOfThemAndASiteNeverAlone() {
        for (long seed = 0; seed < 50; seed++) {
            List<Trouble> all = of(seed, 240).troubles();
            assertThat(all.stream().filter(t -> t.kind() == Trouble.Kind.KILL_VALIDATORS))
                    .hasSize(1);
            List<String> killed = all.stream()
                    .filter(t -> t.kind() == Trouble.Kind.KILL)
                    .flatMap(t -> t.nodes().stream())
                    .distinct()
                    .toList();
            assertThat(Schedule.VALIDATORS).as("seed %d", seed).anyMatch(name -> !killed.contains(name));
            assertThat(Schedule.OTHERS).as("seed %d", seed).anyMatch(name -> !killed.contains(name));
        }
    }

    @Test
    void whoNeedsWhomIsHitIsHitToo() {
        var validators = java.util.Set.copyOf(Schedule.VALIDATORS);
        assertThat(new Trouble(1, 1, Trouble.Kind.KILL, List.of("mssp-1"), 0).hitsAll(validators, 1))
                .isTrue();
        assertThat(new Trouble(1, 1, Trouble.Kind.KILL, List.of("sentinel-1"), 0).hitsAll(validators, 1))
                .isFalse();
        assertThat(new Trouble(1, 1, Trouble.Kind.KILL_VALIDATORS, Schedule.VALIDATORS, 0).hitsAll(validators, 1))
                .isTrue();
        assertThat(new Trouble(1, 1, Trouble.Kind.DATABASE, List.of(), 0).hitsAll(validators, 1))
                .isTrue();
    }
}
