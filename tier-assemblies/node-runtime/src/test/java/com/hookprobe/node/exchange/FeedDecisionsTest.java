package com.hookprobe.node.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.exchange.FeedDecisions.Belief;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.exchange.Intelligence;
import com.hookprobe.qsecbit.exchange.Subject;
import com.hookprobe.qsecbit.response.Action;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Origin;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exchange 8.5. */
class FeedDecisionsTest {
    private static final long NOW = 1_000_000_000_000L;
    private static final Belief FULL = new Belief(1, Action.BLOCK, Duration.ofDays(7));

    private final FeedDecisions feeds = new FeedDecisions(LocalNetworks.privateRanges());

    private static Intelligence.Indicator said(int confidence, long from, long until, boolean revoked, String... who) {
        List<Subject> subjects = List.of(who).stream()
                .map(text -> Subject.ofAddress(text)
                        .or(() -> Subject.of(Subject.Kind.DOMAIN, text))
                        .orElseThrow())
                .toList();
        return new Intelligence.Indicator("cti", "indicator--1", subjects, "bad", confidence, from, until, revoked, "");
    }

    @ParameterizedTest
    @CsvSource({
        "1.0, BLOCK, 80, BLOCK",
        "1.0, BLOCK, 79, WATCH",
        "1.0, BLOCK, -1, BLOCK",
        "0.5, BLOCK, 100, WATCH",
        "0.5, BLOCK, -1, WATCH",
        "1.0, RATE_LIMIT, 100, RATE_LIMIT",
        "1.0, WATCH, 100, WATCH"
    })
    void noMoreThanTheOperatorHasWritten(double weight, Action most, int confidence, Action expected) {
        Belief belief = new Belief(weight, most, Duration.ofDays(7));
        assertThat(feeds.decisions(said(confidence, NOW, Long.MAX_VALUE, false, "203.0.113.7"), belief, NOW))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.action()).isEqualTo(expected);
                    assertThat(one.origin()).isEqualTo(Origin.FEED);
                    assertThat(one.ttl()).isEqualTo(Duration.ofDays(7));
                    assertThat(FeedDecisions.restsOn(one, "cti")).isTrue();
                    assertThat(FeedDecisions.restsOn(one, "ct")).isFalse();
                });
    }

    @Test
    void itEndsWhenItsSourceSays() {
        List<Decision> found = feeds.decisions(said(100, NOW, NOW + 60_000_000, false, "203.0.113.7"), FULL, NOW);
        assertThat(found).singleElement().satisfies(one -> assertThat(one.ttl()).isEqualTo(Duration.ofMinutes(1)));
    }

    @Test
    void nothingFollowsFromTheRest() {
        assertThat(feeds.decisions(said(100, NOW, Long.MAX_VALUE, true, "203.0.113.7"), FULL, NOW))
                .isEmpty();
        assertThat(feeds.decisions(said(100, NOW + 1, Long.MAX_VALUE, false, "203.0.113.7"), FULL, NOW))
                .isEmpty();
        assertThat(feeds.decisions(said(100, 0, NOW, false, "203.0.113.7"), FULL, NOW))
                .isEmpty();
        // Names are not looked up, own hosts are none of theirs, and no attacker is half the world.
        assertThat(feeds.decisions(
                        said(100, NOW, Long.MAX_VALUE, false, "example.org", "192.168.1.1", "0.0.0.0/1"), FULL, NOW))
                .isEmpty();
    }
}
