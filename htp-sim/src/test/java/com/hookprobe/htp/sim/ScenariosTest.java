package com.hookprobe.htp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every named play, under two seeds, and what its figures must be at least. */
class ScenariosTest {
    static Stream<String> named() {
        return Scenarios.all().stream()
                .filter(s -> !s.name().equals("random") && !s.name().equals("week"))
                .map(Scenario::name);
    }

    @ParameterizedTest
    @MethodSource("named")
    void passes(String name) {
        Scenario scenario = Scenarios.byName(name).orElseThrow();
        for (long seed : List.of(1L, 2L)) {
            RunReport report = RunReport.of(scenario, seed, Tracer.NONE);
            assertThat(report.failure()).as(report.blame()).isEmpty();
            switch (name) {
                case "transfer", "goodput" ->
                    assertThat(report.metrics().get("mbit_per_s"))
                            .as(report.blame())
                            .isGreaterThan(7);
                case "blackhole" ->
                    assertThat(report.metrics().get("mbit_per_s"))
                            .as(report.blame())
                            .isGreaterThan(4);
                case "crosstraffic" ->
                    assertThat(report.metrics().get("jain_index"))
                            .as(report.blame())
                            .isGreaterThan(0.7);
                case "amplificationlimit" ->
                    assertThat(report.metrics().get("worst_ratio"))
                            .as(report.blame())
                            .isLessThanOrEqualTo(1);
                default -> assertThat(report.messages()).as(report.blame()).isPositive();
            }
        }
    }
}
