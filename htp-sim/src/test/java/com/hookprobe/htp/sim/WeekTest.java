package com.hookprobe.htp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a week of one session leaves behind in the machines: nothing. */
class WeekTest {
    @Test
    void aSessionLivesAWeekAndDoesNotGrow() {
        List<Long> edge = new ArrayList<>();
        List<Long> validator = new ArrayList<>();
        List<String> holdings = new ArrayList<>();
        Scenario week = new Week(pair -> {
            edge.add(DeepSize.of(pair.edge.machine()));
            validator.add(DeepSize.of(pair.validator.machine()));
            holdings.add(pair.edge.holdings() + " " + pair.validator.holdings());
        });
        RunReport report = RunReport.of(week, 1, Tracer.NONE);
        System.out.println(report.metrics() + " messages " + report.messages() + ", bytes held by the edge " + edge
                + ", by the validator " + validator);
        assertThat(report.failure()).as(report.blame()).isEmpty();
        assertThat(report.metrics().get("generations")).isGreaterThanOrEqualTo(5040);
        assertThat(report.messages()).isGreaterThan(5000);
        doesNotGrow(edge);
        doesNotGrow(validator);
        // Five tokens: the session's, with the one before the newest.
        assertThat(holdings).allMatch(text -> text.contains("sessions=1, tokens=5"));
    }

    /** After the first day, on which rings and pools find their size. */
    private static void doesNotGrow(List<Long> days) {
        assertThat(days).hasSize(7);
        assertThat(days.get(0)).isGreaterThan(10_000);
        assertThat(days).allMatch(bytes -> bytes <= days.get(0) * 105 / 100, "at most 5 % more than on day 1: " + days);
    }
}
