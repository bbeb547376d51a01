package com.hookprobe.notify.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AbsencesTest {
    private static final long SECOND = 1_000_000_000L;

    private final Absences absences = new Absences(Duration.ofSeconds(120));

    @Test
    void aMomentIsNoNews() {
        absences.session("a", false, 0);
        assertThat(absences.tick(119 * SECOND)).isEmpty();
        assertThat(absences.session("a", true, 119 * SECOND)).isEmpty();
        assertThat(absences.tick(500 * SECOND)).isEmpty();
    }

    @Test
    void longAbsencesAreToldOnceAndTheirEndToo() {
        absences.session("a", false, 0);
        absences.session("a", false, 60 * SECOND);
        assertThat(absences.tick(120 * SECOND)).containsExactly(new Absences.News("a", true, 120));
        assertThat(absences.tick(130 * SECOND)).isEmpty();
        assertThat(absences.session("a", true, 300 * SECOND)).containsExactly(new Absences.News("a", false, 300));
        assertThat(absences.session("a", true, 301 * SECOND)).isEmpty();
    }

    @Test
    void whoWillNotComeBackIsNotWaitedFor() {
        absences.session("a", false, 0);
        absences.forget("a");
        assertThat(absences.tick(500 * SECOND)).isEmpty();
    }
}
