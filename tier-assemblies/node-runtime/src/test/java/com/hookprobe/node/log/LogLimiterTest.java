package com.hookprobe.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nobody fills a node's log: of each event so many lines a minute, and one that says how many are missing. */
class LogLimiterTest {
    private static final long SECOND = 1_000_000_000L;

    private long nowNs = 42;
    private final LogLimiter limiter = new LogLimiter(event -> event.equals("free") ? 0 : 3, () -> nowNs);

    private int letsOf(int tries, String event) {
        int let = 0;
        for (int i = 0; i < tries; i++) {
            let += limiter.lets(event) ? 1 : 0;
        }
        return let;
    }

    @Test
    void theFirstOfAMinuteAreLetThroughAndTheRestIsCountedOnce() {
        assertThat(letsOf(10, "a")).isEqualTo(3);
        assertThat(letsOf(2, "b")).isEqualTo(2);
        assertThat(letsOf(1_000, "free")).isEqualTo(1_000);
        assertThat(limiter.over()).as("the minute is not over").isEmpty();
        nowNs += 60 * SECOND;
        assertThat(limiter.over()).containsExactly(new LogLimiter.Suppressed("a", 7, 60 * SECOND));
        assertThat(limiter.over()).isEmpty();
        assertThat(letsOf(10, "a")).isEqualTo(3);
        assertThat(limiter.suppressed()).containsOnlyKeys("a").containsEntry("a", 14L);
    }

    @Test
    void aMinuteBeginsWithItsFirstEvent() {
        assertThat(letsOf(3, "a")).isEqualTo(3);
        nowNs += 59 * SECOND;
        assertThat(letsOf(1, "a")).isZero();
        nowNs += 2 * SECOND;
        assertThat(letsOf(1, "a")).as("nobody has been told yet").isZero();
        assertThat(limiter.over()).hasSize(1);
        assertThat(letsOf(4, "a")).isEqualTo(3);
    }

    @Test
    void aMemberThatFloodsWithWordsThatAreRefusedFillsNoLog() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int[] heard = {0};
        EventLog log =
                new EventLog("n", "t", EventLog.Format.JSON, out, Set.of("stats"), LogLimiter.of(0, () -> nowNs));
        log.listener((name, fields) -> heard[0]++);
        for (int i = 0; i < 10_000; i++) {
            log.event("report_refused", "from", "guardian-1", "reason", "not signed by the reporter");
            log.event("veto", "from", "guardian-1");
            log.event("stats", "peers", 4);
        }
        log.event("detection", "kind", "PORT_SCAN");
        nowNs += 61 * SECOND;
        log.tellSuppressed();
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.stream().filter(line -> line.contains("\"event\":\"report_refused\"")))
                .hasSize(LogLimiter.BY_PEERS);
        assertThat(lines.stream().filter(line -> line.contains("\"event\":\"veto\"")))
                .hasSize(LogLimiter.BY_PEERS);
        assertThat(lines.stream().filter(line -> line.contains("\"event\":\"events_suppressed\"")))
                .hasSize(2)
                .anyMatch(line -> line.contains("\"name\":\"report_refused\",\"events\":9940,\"seconds\":61"));
        assertThat(lines.stream().filter(line -> line.contains("\"event\":\"stats\"")))
                .isEmpty();
        assertThat(lines).hasSize(2 * LogLimiter.BY_PEERS + 3);
        assertThat(heard[0]).as("all are counted").isEqualTo(30_001);
    }

    /** A verifier of 10,000 nodes says of each, every few seconds, that its upload was right. */
    @Test
    void whatAFleetDoesAllTheTimeFillsNoLog() {
        LogLimiter fleet = LogLimiter.of(0, () -> nowNs);
        int verified = 0;
        int broken = 0;
        for (int i = 0; i < 10_000; i++) {
            verified += fleet.lets("resonance_verified") ? 1 : 0;
            broken += fleet.lets("resonance_broken") ? 1 : 0;
        }
        assertThat(verified).isEqualTo(LogLimiter.BY_FLEET);
        assertThat(broken).as("what an operator must hear of").isEqualTo(10_000);
        LogLimiter narrow = LogLimiter.of(10, () -> nowNs);
        for (int i = 0; i < 10; i++) {
            assertThat(narrow.lets("trust")).isTrue();
        }
        assertThat(narrow.lets("trust")).isFalse();
    }
}
