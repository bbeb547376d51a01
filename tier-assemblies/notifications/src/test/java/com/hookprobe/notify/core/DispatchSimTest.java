package com.hookprobe.notify.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.metric.Severity;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many seeded lives of a queue in virtual time: channels that come and go, bursts, clock jumps, and ends of the process at any point between
 * disk and network. What must hold is checked at each step and at the end.
 */
class DispatchSimTest {
    private static final int SEEDS = 80;
    private static final long SECOND = 1_000_000_000L;
    private static final Duration KEEP = Duration.ofHours(12);

    /** One life. */
    private static final class World {
        private final SplittableRandom random;
        private final List<Lane> lanes = new ArrayList<>();
        private final Dispatch.Bounds bounds;
        private final Map<String, Boolean> up = new HashMap<>();
        /** What is on the disk. */
        private final List<Entry> disk = new ArrayList<>();

        private final Map<String, Effect.Send> wire = new HashMap<>();
        private final Map<String, Map<String, Integer>> received = new HashMap<>();
        private final Map<String, Long> toldLost = new HashMap<>();
        /** How often each may come once more: it was under way when the process ended, or had just arrived. */
        private final Map<String, Map<String, Integer>> excused = new HashMap<>();

        private final Map<String, Long> sentSinceStart = new HashMap<>();
        private final List<Effect.Send> answered = new ArrayList<>();
        private Dispatch queue;
        private long nowNs;
        private long startNs;
        private long wallMicros = Samples.MICROS;
        private int made;

        private World(long seed) {
            random = new SplittableRandom(seed);
            int count = 1 + random.nextInt(3);
            for (int i = 0; i < count; i++) {
                lanes.add(lane("lane-" + i));
                up.put("lane-" + i, true);
                received.put("lane-" + i, new HashMap<>());
                excused.put("lane-" + i, new HashMap<>());
            }
            bounds = new Dispatch.Bounds(5 + random.nextInt(200), 65_536 << random.nextInt(3), KEEP);
            start();
        }

        private Lane lane(String name) {
            Optional<QuietHours> quiet = random.nextInt(3) == 0
                    ? Optional.of(new QuietHours(
                            LocalTime.of(random.nextInt(12), 0),
                            LocalTime.of(12 + random.nextInt(12), 0),
                            ZoneOffset.UTC))
                    : Optional.empty();
            Duration digest = random.nextInt(3) == 0 ? Duration.ofMinutes(1 + random.nextInt(30)) : Duration.ZERO;
            return new Lane(
                    name,
                    30 + random.nextInt(3_000),
                    1 + random.nextInt(20),
                    digest,
                    quiet,
                    Severity.CRITICAL,
                    1 + random.nextInt(100));
        }

        private void start() {
            startNs = nowNs;
            sentSinceStart.clear();
            queue = new Dispatch(lanes, bounds, Backoff.STANDARD, nowNs);
            List<Entry> all = List.copyOf(disk);
            take(queue.restore(all, nowNs, wallMicros));
            if (random.nextInt(3) == 0) {
                disk.clear();
                disk.addAll(queue.image());
            }
        }

        /** The process ends: what was on the wire may or may not have arrived, and nobody hears of it. */
        private void crash() {
            wire.values().forEach(send -> {
                excuse(send);
                if (random.nextBoolean() && up.get(send.channel())) {
                    arrive(send);
                }
            });
            wire.clear();
            nowNs += random.nextInt(100) * SECOND;
            start();
        }

        private void excuse(Effect.Send send) {
            send.message()
                    .notifications()
                    .forEach(one -> excused.get(send.channel()).merge(one.id(), 1, Integer::sum));
        }

        private void take(List<Effect> effects) {
            List<Entry> writes = effects.stream()
                    .filter(Effect.Write.class::isInstance)
                    .map(effect -> ((Effect.Write) effect).entry())
                    .toList();
            boolean ends = random.nextInt(300) == 0;
            int written = ends ? random.nextInt(writes.size() + 1) : writes.size();
            disk.addAll(writes.subList(0, written));
            if (ends && written < writes.size()) {
                answered.forEach(this::excuse);
                crash();
                return;
            }
            for (Effect effect : effects) {
                if (effect instanceof Effect.Send send) {
                    assertThat(wire.put(send.channel(), send))
                            .as("one at a time")
                            .isNull();
                    check(send);
                }
            }
            if (ends) {
                crash();
            }
        }

        private void check(Effect.Send send) {
            Lane lane = lane(send);
            List<Notification> all = send.message().notifications();
            assertThat(all).isNotEmpty().hasSizeLessThanOrEqualTo(lane.together());
            // What is sent is on the disk as waiting for this channel.
            Set<String> waiting = waiting(send.channel());
            all.forEach(one -> assertThat(waiting).contains(one.id()));
        }

        private Lane lane(Effect.Send send) {
            return lanes.stream()
                    .filter(one -> one.name().equals(send.channel()))
                    .findFirst()
                    .orElseThrow();
        }

        private Set<String> waiting(String channel) {
            Map<Long, String> open = new HashMap<>();
            for (Entry entry : disk) {
                if (entry instanceof Entry.Queued queued && queued.channels().contains(channel)) {
                    open.put(queued.sequence(), queued.notification().id());
                } else if (entry instanceof Entry.Settled settled
                        && settled.channel().equals(channel)) {
                    settled.sequences().forEach(open::remove);
                }
            }
            return new HashSet<>(open.values());
        }

        private void arrive(Effect.Send send) {
            send.message()
                    .notifications()
                    .forEach(one -> received.get(send.channel()).merge(one.id(), 1, Integer::sum));
            toldLost.merge(send.channel(), send.message().lost(), Long::sum);
        }

        private void step() {
            int what = random.nextInt(100);
            if (what < 45) {
                List<String> to = lanes.stream()
                        .map(Lane::name)
                        .filter(name -> random.nextInt(3) > 0)
                        .toList();
                Severity severity = random.nextInt(20) == 0 ? Severity.CRITICAL : Severity.HIGH;
                take(queue.happened(Samples.detection("n" + made++, severity), to, nowNs, wallMicros));
            } else if (what < 80) {
                answer();
            } else if (what < 98) {
                pass(random.nextInt(120) * SECOND);
            } else {
                String name = lanes.get(random.nextInt(lanes.size())).name();
                up.put(name, !up.get(name));
                if (random.nextInt(20) == 0) {
                    wallMicros += (random.nextInt(2_000) - 1_000) * 86_400_000_000L;
                }
            }
            queue.status().forEach(lane -> assertThat(lane.waiting()).isLessThanOrEqualTo(bounds.perChannel() + 100));
        }

        private void answer() {
            if (wire.isEmpty()) {
                return;
            }
            String channel = List.copyOf(wire.keySet()).get(random.nextInt(wire.size()));
            Effect.Send send = wire.remove(channel);
            Outcome outcome;
            if (!up.get(channel)) {
                outcome = new Outcome.Retry("down", Optional.empty());
            } else if (random.nextInt(30) == 0) {
                outcome = new Outcome.Refused("no");
            } else {
                arrive(send);
                sentSinceStart.merge(channel, 1L, Long::sum);
                Lane lane = lane(send);
                double most = lane.burst() + lane.perHour() * (nowNs - startNs) / 3.6e12 + 1;
                assertThat((double) sentSinceStart.get(channel)).as("rate").isLessThanOrEqualTo(most);
                answered.add(send);
                outcome = new Outcome.Delivered("");
            }
            take(queue.came(channel, outcome, nowNs, wallMicros, random));
            answered.clear();
        }

        private void pass(long ns) {
            nowNs += ns;
            wallMicros += ns / 1_000;
            take(queue.tick(nowNs, wallMicros));
        }

        /** Everybody is well again, and there is time. */
        private void heal() {
            up.replaceAll((name, was) -> true);
            for (int i = 0; i < 30_000 && queue.waiting() > 0; i++) {
                while (!wire.isEmpty()) {
                    String channel = wire.keySet().iterator().next();
                    Effect.Send send = wire.remove(channel);
                    arrive(send);
                    answered.add(send);
                    take(queue.came(channel, new Outcome.Delivered(""), nowNs, wallMicros, random));
                    answered.clear();
                }
                pass(60 * SECOND);
            }
        }

        private void judge() {
            assertThat(queue.waiting()).as("all is told or counted").isZero();
            for (LaneStatus lane : queue.status()) {
                Map<String, Integer> got = received.get(lane.name());
                assertThat(waiting(lane.name())).as("on disk, too").isEmpty();
                long settled =
                        lane.ends().values().stream().mapToLong(Long::longValue).sum();
                // Each that was on disk is settled once: received, or counted as lost.
                assertThat(got.size() + lane.lost())
                        .as("of %s nothing is gone without a word", lane.name())
                        .isGreaterThanOrEqualTo(settled);
                Map<String, Integer> once = excused.get(lane.name());
                got.forEach((id, times) -> assertThat(times)
                        .as("only what was under way at an end comes again: %s", id)
                        .isLessThanOrEqualTo(1 + once.getOrDefault(id, 0)));
                if (once.isEmpty()) {
                    assertThat(toldLost.getOrDefault(lane.name(), 0L) + lane.untold())
                            .as("what is lost is told")
                            .isEqualTo(lane.lost());
                } else {
                    assertThat(toldLost.getOrDefault(lane.name(), 0L) + lane.untold())
                            .isGreaterThanOrEqualTo(lane.lost());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void nothingThatWasQueuedIsGoneWithoutAWord(int part) {
        for (long seed = part * SEEDS / 4; seed < (part + 1) * SEEDS / 4; seed++) {
            World world = new World(seed);
            try {
                for (int i = 0; i < 1_500; i++) {
                    world.step();
                }
                world.heal();
                world.judge();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
