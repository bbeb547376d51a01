package com.hookprobe.node.report.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 28);

    @Test
    void sumsGreatestLeastAndLatestAreKeptByTheirNames() {
        Tally tally = new Tally();
        for (long value : new long[] {3, 9, 4}) {
            tally.count("n", value);
            tally.count("max.n", value);
            tally.count("min.n", value);
            tally.count("last.n", value);
        }
        assertThat(tally.get("n")).isEqualTo(16);
        assertThat(tally.get("max.n")).isEqualTo(9);
        assertThat(tally.get("min.n")).isEqualTo(3);
        assertThat(tally.get("last.n")).isEqualTo(4);
        assertThat(tally.get("other")).isZero();
        assertThat(tally.sum("m")).isEqualTo(12);
    }

    @Test
    void aSubjectHasRoomForSoManyNamesAndASumDoesNotTurnNegative() {
        Tally tally = new Tally();
        for (int i = 0; i < Tally.NAMES_MAX; i++) {
            assertThat(tally.count("n" + i, 1)).isTrue();
        }
        assertThat(tally.count("one_more", 1)).isFalse();
        assertThat(tally.count("n0", Long.MAX_VALUE)).isTrue();
        assertThat(tally.get("n0")).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> tally.count("with blank", 1)).hasMessageContaining("1 to 64");
    }

    @Test
    void aDayIsReadAsItWasWritten() {
        DayTallies day = new DayTallies(DAY);
        day.count(DayTallies.HERE, "seen.PORT_SCAN.HIGH", 7);
        day.count(DayTallies.tenant("acme"), "spared", 2);
        day.count("ab".repeat(32), "min.first_ms", -4);
        DayTallies read = DayTallies.read(day.text());
        assertThat(read.day()).isEqualTo(DAY);
        assertThat(read.text()).isEqualTo(day.text());
        assertThat(read.of(DayTallies.tenant("acme")).get("spared")).isEqualTo(2);
        assertThat(read.of("nobody").all()).isEmpty();
    }

    @Test
    void aDayHasRoomForSoManySubjects() {
        DayTallies day = new DayTallies(DAY);
        for (int i = 0; i < DayTallies.SUBJECTS_MAX + 3; i++) {
            day.count("s" + i, "n", 1);
        }
        assertThat(day.all()).hasSize(DayTallies.SUBJECTS_MAX);
        assertThat(day.dropped()).isEqualTo(3);
    }

    @Test
    void whatIsNoDayIsRefusedWithWhatWasExpected() {
        String text = new DayTallies(DAY).text();
        assertThatThrownBy(() -> DayTallies.read(text.substring(0, text.length() - 2)))
                .hasMessageContaining("not whole");
        assertThatThrownBy(() -> DayTallies.read("HOOKPROBE TALLIES 1 tomorrow\nEND\n"))
                .hasMessageContaining("found HOOKPROBE TALLIES 1 tomorrow");
        assertThatThrownBy(() -> DayTallies.read(text.replace("END", "a b\nEND")))
                .hasMessageContaining("found a b");
        assertThatThrownBy(() -> DayTallies.read(text.replace("END", "a b c\nEND")))
                .hasMessageContaining("found a b c");
    }

    @Property(tries = 200)
    void joiningTalliesIsCountingAllInOrder(
            @ForAll @Size(min = 1, max = 30) java.util.List<@LongRange(min = 0, max = 1_000_000) Long> values,
            @ForAll @LongRange(min = 0, max = 29) long cut) {
        Tally whole = new Tally();
        Tally first = new Tally();
        Tally second = new Tally();
        for (int i = 0; i < values.size(); i++) {
            for (String name : Set.of("n", "max.n", "min.n", "last.n")) {
                whole.count(name, values.get(i));
                (i < cut ? first : second).count(name, values.get(i));
            }
        }
        first.join(second);
        assertThat(first.all()).isEqualTo(whole.all());
    }

    @Test
    void aMonthKnowsItsMomentsAndDays() {
        Period february = Period.parse("2028-02");
        assertThat(february.days()).hasSize(29);
        assertThat(february.holds(february.fromMicros())).isTrue();
        assertThat(february.holds(february.toMicros())).isFalse();
        assertThat(Period.of(february.toMicros()).before()).isEqualTo(february);
        assertThat(Period.day(-1)).isEqualTo(LocalDate.of(1969, 12, 31));
        assertThatThrownBy(() -> Period.parse("2026-13")).hasMessageContaining("expected YYYY-MM", "2026-13");
    }
}
