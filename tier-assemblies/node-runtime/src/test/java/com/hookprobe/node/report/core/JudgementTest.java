package com.hookprobe.node.report.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.report.core.ReportData.About;
import com.hookprobe.node.report.core.ReportData.Day;
import com.hookprobe.node.report.core.ReportData.Device;
import com.hookprobe.node.report.core.ReportData.Devices;
import com.hookprobe.node.report.core.ReportData.Immunity;
import com.hookprobe.node.report.core.ReportData.Seen;
import com.hookprobe.node.report.core.ReportData.Verdict.State;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgementTest {
    private static Day day(long amber, long red) {
        return new Day("2026-11-01", true, 0.1, 0.2, 80_000, amber, red, 86_400, 86_400, 1);
    }

    private static Devices devices(String status, String resonance, double here, int breaks) {
        Device device = new Device("till", "ab", "Guardian", "", status, 0.9, "FULL", resonance, here, 1, breaks);
        return new Devices(1, Map.of(status, 1), List.of(device), 0);
    }

    private static Judgement.Result judged(Day day, Seen seen, Devices devices, long unanswered) {
        return Judgement.of(About.SITE, List.of(day), List.of(seen), devices, new Immunity(2, 0, 0, 0), unanswered);
    }

    private static final Seen SLIGHT = new Seen("PROBE", 0, 3, 0, 0, 0);
    private static final Devices WELL = devices("ACTIVE", "RESONANT", 1, 0);

    @Test
    void aQuietMonthIsWellAndSaysWhatOthersWereWorth() {
        Judgement.Result result = judged(day(0, 0), SLIGHT, WELL, 0);
        assertThat(result.verdict().state()).isEqualTo(State.WELL);
        assertThat(result.verdict().sentence()).isEqualTo("Your site is well.");
        assertThat(result.verdict().reasons().get(0))
                .contains("3 attacks were seen", "2 attackers whom others had met first");
        assertThat(result.todo()).hasSize(1).first().asString().startsWith("Nothing needs doing");
    }

    @Test
    void eachThatIsWrongIsNamedWithWhatToDo() {
        assertThat(judged(day(0, 0), SLIGHT, devices("ACTIVE", "BROKEN", 1, 0), 0)
                        .verdict()
                        .sentence())
                .isEqualTo("Your site needs attention now, because the integrity of till is broken.");
        assertThat(judged(day(0, 0), SLIGHT, devices("SUSPENDED", "", 1, 1), 0)
                        .verdict()
                        .sentence())
                .contains("till is suspended");
        assertThat(judged(day(0, 0), SLIGHT, WELL, 2).verdict().sentence())
                .contains("2 grave attacks could not be answered");
        assertThat(judged(day(0, 3_601), SLIGHT, WELL, 0).verdict().state()).isEqualTo(State.URGENT);
        assertThat(judged(day(0, 3_600), SLIGHT, WELL, 0).verdict().state()).isEqualTo(State.ATTENTION);
        assertThat(judged(day(3_600, 0), SLIGHT, WELL, 0).verdict().state()).isEqualTo(State.WELL);
        assertThat(judged(day(0, 0), SLIGHT, devices("ACTIVE", "RESONANT", 0.9499, 0), 0)
                        .verdict()
                        .sentence())
                .contains("till was away for more than 5 %");
        assertThat(judged(day(0, 0), SLIGHT, devices("ACTIVE", "RESONANT", 0.95, 0), 0)
                        .verdict()
                        .state())
                .isEqualTo(State.WELL);
        assertThat(judged(day(0, 0), SLIGHT, devices("PENDING", "", -1, 0), 0)
                        .todo()
                        .get(0))
                .contains("Approve or refuse till");
        assertThat(judged(day(0, 0), new Seen("X", 0, 0, 0, 0, 1), WELL, 0)
                        .verdict()
                        .sentence())
                .contains("1 critical attack was seen");
    }

    @Test
    void aSentenceNamesTwoAndTheRestStandsBelow() {
        Judgement.Result result =
                judged(day(0, 7_200), new Seen("X", 0, 0, 0, 4, 1), devices("SUSPENDED", "BROKEN", 0.5, 1), 1);
        assertThat(result.verdict().sentence()).contains(" and ").doesNotContain("could not be answered");
        assertThat(result.verdict().reasons())
                .allMatch(reason -> reason.startsWith("Besides, "))
                .hasSizeGreaterThan(2);
    }

    @Test
    void withoutRecordsNothingIsSaid() {
        Day nothing = new Day("2026-11-01", false, -1, -1, 0, 0, 0, 0, 0, 0);
        assertThat(judged(nothing, SLIGHT, WELL, 0).verdict().state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void wordsForPeople() {
        assertThat(Words.percent(1)).isEqualTo("100 %");
        assertThat(Words.percent(0.99999)).isEqualTo("99.9 %");
        assertThat(Words.percent(0.5)).isEqualTo("50 %");
        assertThat(Words.percent(-1)).isEqualTo("not known");
        assertThat(Words.span(59) + Words.span(3_661) + Words.span(90_000)).isEqualTo("59 s1 h 1 min1 day 1 h");
        for (com.hookprobe.qsecbit.detection.AttackKind kind : com.hookprobe.qsecbit.detection.AttackKind.values()) {
            assertThat(Words.kind(kind.name())).as("a kind in words").isNotEqualTo(Words.plain(kind.name()));
        }
    }
}
