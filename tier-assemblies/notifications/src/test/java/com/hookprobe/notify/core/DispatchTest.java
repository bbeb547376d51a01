package com.hookprobe.notify.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.notify.core.Entry.End;
import com.hookprobe.qsecbit.metric.Severity;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The queue in virtual time. */
class DispatchTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Dispatch.Bounds BOUNDS = new Dispatch.Bounds(100, 1 << 20, Duration.ofHours(10));

    private final SplittableRandom random = new SplittableRandom(1);
    private long nowNs = 5 * SECOND;
    private long wallMicros = Samples.MICROS;

    private Dispatch dispatch(Dispatch.Bounds bounds, Lane... lanes) {
        return new Dispatch(List.of(lanes), bounds, Backoff.STANDARD, nowNs);
    }

    private void pass(Duration span) {
        nowNs += span.toNanos();
        wallMicros += span.toNanos() / 1_000;
    }

    private List<Effect> happened(Dispatch queue, String id, String... channels) {
        return queue.happened(Samples.detection(id, Severity.HIGH), List.of(channels), nowNs, wallMicros);
    }

    private List<Effect> came(Dispatch queue, String channel, Outcome outcome) {
        return queue.came(channel, outcome, nowNs, wallMicros, random);
    }

    private static List<List<String>> sent(List<Effect> effects) {
        List<List<String>> all = new ArrayList<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Send send) {
                all.add(send.message().notifications().stream()
                        .map(Notification::id)
                        .toList());
            }
        }
        return all;
    }

    private static Outcome delivered() {
        return new Outcome.Delivered("");
    }

    private static Outcome down() {
        return new Outcome.Retry("down", Optional.empty());
    }

    @Test
    void whatHappenedIsWrittenBeforeItIsSent() {
        Dispatch queue = dispatch(BOUNDS, Samples.lane("a"));
        List<Effect> effects = happened(queue, "1", "a");
        assertThat(effects.get(0)).isInstanceOf(Effect.Write.class);
        assertThat(effects.get(1)).isInstanceOf(Effect.Send.class);
        List<Effect> after = came(queue, "a", delivered());
        assertThat(after).containsExactly(new Effect.Write(new Entry.Settled("a", List.of(1L), End.DELIVERED, 0)));
        assertThat(queue.waiting()).isZero();
    }

    @Test
    void aDeadChannelDoesNotKeepTheOthers() {
        Dispatch queue = dispatch(BOUNDS, Samples.lane("dead"), Samples.lane("well"));
        assertThat(sent(happened(queue, "1", "dead", "well"))).hasSize(2);
        came(queue, "dead", down());
        came(queue, "well", delivered());
        assertThat(sent(happened(queue, "2", "dead", "well"))).containsExactly(List.of("2"));
        came(queue, "well", delivered());
        assertThat(queue.status().get(1).ends().get(End.DELIVERED)).isEqualTo(2);
        assertThat(queue.status().get(0).waiting()).isEqualTo(2);
        // In order, once it lives.
        pass(Duration.ofMinutes(1));
        assertThat(sent(queue.tick(nowNs, wallMicros))).containsExactly(List.of("1"));
        assertThat(sent(came(queue, "dead", delivered()))).containsExactly(List.of("2"));
    }

    @Test
    void retriesWaitLongerEachTimeAndAsLongAsTheReceiverWants() {
        Dispatch queue = dispatch(BOUNDS, Samples.lane("a"));
        happened(queue, "1", "a");
        long before = 0;
        for (int failures = 1; failures <= 12; failures++) {
            came(queue, "a", down());
            long waited = 0;
            while (sent(queue.tick(nowNs, wallMicros)).isEmpty()) {
                pass(Duration.ofMillis(500));
                waited += 500;
            }
            long most = Math.min(900_000, 5_000L << (failures - 1));
            assertThat(waited).as("after %d", failures).isBetween(most / 2, most + 500);
            assertThat(waited).isGreaterThanOrEqualTo(Math.min(before / 2, 450_000));
            before = waited;
        }
        came(queue, "a", new Outcome.Retry("later", Optional.of(Duration.ofHours(1))));
        pass(Duration.ofMinutes(59));
        assertThat(sent(queue.tick(nowNs, wallMicros))).isEmpty();
        pass(Duration.ofMinutes(1));
        assertThat(sent(queue.tick(nowNs, wallMicros))).hasSize(1);
        // Nobody is silenced for ever by a Retry-After.
        came(queue, "a", new Outcome.Retry("never", Optional.of(Duration.ofDays(4_000))));
        pass(Duration.ofHours(6));
        assertThat(sent(queue.tick(nowNs, wallMicros))).hasSize(1);
    }

    @Test
    void beyondTheRateWhatWaitsGoesTogether() {
        Dispatch queue = dispatch(BOUNDS, Samples.lane("a", 60, 2, Duration.ZERO, Optional.empty()));
        List<List<String>> sent = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            sent.addAll(sent(happened(queue, "n" + i, "a")));
            if (queue.status().get(0).waiting() > 0 && i < 2) {
                came(queue, "a", delivered());
            }
        }
        assertThat(sent).containsExactly(List.of("n0"), List.of("n1"));
        pass(Duration.ofSeconds(59));
        assertThat(sent(queue.tick(nowNs, wallMicros))).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(sent(queue.tick(nowNs, wallMicros)))
                .containsExactly(List.of("n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9"));
    }

    @Test
    void quietHoursHoldBackAllButTheUrgentAndEndWithOneMessage() {
        // MICROS is 14:13 UTC.
        QuietHours hours = new QuietHours(LocalTime.of(14, 0), LocalTime.of(15, 30), ZoneOffset.UTC);
        Dispatch queue = dispatch(BOUNDS, Samples.lane("a", 60, 10, Duration.ZERO, Optional.of(hours)));
        assertThat(sent(happened(queue, "1", "a"))).isEmpty();
        assertThat(sent(happened(queue, "2", "a"))).isEmpty();
        List<Effect> urgent =
                queue.happened(Samples.detection("3", Severity.CRITICAL), List.of("a"), nowNs, wallMicros);
        assertThat(sent(urgent)).containsExactly(List.of("3"));
        came(queue, "a", delivered());
        pass(Duration.ofMinutes(90));
        assertThat(sent(queue.tick(nowNs, wallMicros))).containsExactly(List.of("1", "2"));
        came(queue, "a", delivered());
        assertThat(sent(happened(queue, "4", "a"))).containsExactly(List.of("4"));
    }

    @Test
    void aDigestGathersForItsSpan() {
        Dispatch queue = dispatch(BOUNDS, Samples.lane("a", 60, 10, Duration.ofMinutes(15), Optional.empty()));
        happened(queue, "1", "a");
        pass(Duration.ofMinutes(14));
        happened(queue, "2", "a");
        assertThat(sent(queue.tick(nowNs, wallMicros))).isEmpty();
        pass(Duration.ofMinutes(1));
        assertThat(sent(queue.tick(nowNs, wallMicros))).containsExactly(List.of("1", "2"));
    }

    @Test
    void theOldestGoesWhenThereIsNoRoomAndTheNextMessageSaysHowMany() {
        Dispatch queue = dispatch(new Dispatch.Bounds(3, 1 << 20, Duration.ofHours(10)), Samples.lane("a"));
        happened(queue, "0", "a");
        came(queue, "a", down());
        List<Effect> effects = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            effects.addAll(happened(queue, "n" + i, "a"));
        }
        assertThat(effects.stream().filter(Effect.Tell.class::isInstance).count())
                .isEqualTo(3);
        assertThat(queue.status().get(0).lost()).isEqualTo(3);
        pass(Duration.ofMinutes(1));
        assertThat(sent(queue.tick(nowNs, wallMicros))).containsExactly(List.of("0"));
        // The message under way was made before; the one behind it tells.
        Effect.Send next = came(queue, "a", delivered()).stream()
                .filter(Effect.Send.class::isInstance)
                .map(Effect.Send.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(next.message().lost()).isEqualTo(3);
        assertThat(next.message().notifications().get(0).id()).isEqualTo("n4");
        came(queue, "a", delivered());
        assertThat(queue.status().get(0).untold()).isZero();
    }

    @Test
    void bytesOfAllChannelsTogetherAreBounded() {
        Lane[] lanes = {Samples.lane("a"), Samples.lane("b"), Samples.lane("c")};
        Dispatch queue = dispatch(new Dispatch.Bounds(10_000, 65_536, Duration.ofHours(10)), lanes);
        for (int i = 0; i < 3_000; i++) {
            happened(queue, "n" + i, lanes[i % 3].name());
            assertThat(queue.waiting()).isLessThan(65_536 / 256 + 1);
        }
        long lost = queue.status().stream().mapToLong(LaneStatus::lost).sum();
        assertThat(lost + queue.waiting()).isEqualTo(3_000);
    }

    @Test
    void whatIsTooOldIsCountedAndAWallClockThatJumpsAgesNothing() {
        Dispatch queue = dispatch(BOUNDS, Samples.lane("a"));
        happened(queue, "1", "a");
        came(queue, "a", down());
        wallMicros += Duration.ofDays(4_000).toNanos() / 1_000;
        queue.tick(nowNs, wallMicros);
        assertThat(queue.status().get(0).lost()).isZero();
        pass(Duration.ofHours(11));
        List<Effect> effects = queue.tick(nowNs, wallMicros);
        assertThat(effects).contains(new Effect.Write(new Entry.Settled("a", List.of(1L), End.OLD, 0)));
        assertThat(queue.waiting()).isZero();
        assertThat(queue.status().get(0).ends()).containsEntry(End.OLD, 1L);
    }

    @Test
    void afterARestartSomeTimeIsLeftWhateverTheClockSays() {
        Dispatch queue = dispatch(BOUNDS, Samples.lane("a"));
        List<Entry> journal = List.of(new Entry.Queued(7, Samples.detection("1", Severity.HIGH), List.of("a")));
        queue.restore(journal, nowNs, wallMicros + Duration.ofDays(4_000).toNanos() / 1_000);
        assertThat(sent(queue.tick(nowNs, wallMicros))).containsExactly(List.of("1"));
        came(queue, "a", down());
        pass(Duration.ofMinutes(59));
        assertThat(queue.status().get(0).waiting()).isEqualTo(1);
        pass(Duration.ofMinutes(2));
        queue.tick(nowNs, wallMicros);
    }

    @Test
    void aRefusalIsCountedToldAndKeepsNobody() {
        Dispatch queue = dispatch(BOUNDS, Samples.lane("a"));
        happened(queue, "1", "a");
        happened(queue, "2", "a");
        List<Effect> effects = came(queue, "a", new Outcome.Refused("404"));
        assertThat(effects).contains(new Effect.Tell(Effect.News.REFUSED, "a", 1, "404"));
        assertThat(sent(effects)).containsExactly(List.of("2"));
        assertThat(queue.status().get(0).lost()).isEqualTo(1);
    }

    @Test
    void aChannelThatIsNoMoreIsSettledAndItsCountsAreGone() {
        Dispatch queue = dispatch(BOUNDS, Samples.lane("a"));
        List<Entry> journal = List.of(
                new Entry.Counted("gone", Map.of(End.DELIVERED, 3L), 1, 9),
                new Entry.Queued(9, Samples.detection("1", Severity.HIGH), List.of("gone", "a")),
                new Entry.Queued(10, Samples.detection("2", Severity.HIGH), List.of("gone")));
        List<Effect> effects = queue.restore(journal, nowNs, wallMicros);
        assertThat(effects).containsExactly(new Effect.Write(new Entry.Settled("gone", List.of(9L, 10L), End.GONE, 0)));
        assertThat(queue.waiting()).isEqualTo(1);
    }
}
