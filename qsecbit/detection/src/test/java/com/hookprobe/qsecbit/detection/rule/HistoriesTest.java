package com.hookprobe.qsecbit.detection.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The histories of detectors, which grow and then wrap, against lists that keep everything. */
class HistoriesTest {
    private record Attempt(long time, long flow) {}

    private record Name(int hash, long time, int length, double entropy, boolean data) {}

    private static <T> void drop(List<T> all, int max) {
        if (all.size() > max) {
            all.remove(0);
        }
    }

    @Test
    void attemptsAreTheLastSixtyFourLessWhatWasForgiven() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int steps = random.nextInt(300);
            AttemptHistory history = new AttemptHistory();
            List<Attempt> model = new ArrayList<>();
            for (int i = 0; i < steps; i++) {
                if (random.nextInt(8) == 0) {
                    int taken = random.nextInt(12);
                    history.forgive(taken);
                    for (int k = 0; k < taken && !model.isEmpty(); k++) {
                        model.remove(model.size() - 1);
                    }
                }
                Attempt attempt = new Attempt(random.nextInt(1_000), random.nextInt(200));
                boolean known = attempt.flow() != 0 && model.stream().anyMatch(a -> a.flow() == attempt.flow());
                assertThat(history.add(attempt.time(), attempt.flow()))
                        .as("seed %d, step %d", seed, i)
                        .isEqualTo(!known);
                if (!known) {
                    model.add(attempt);
                    drop(model, AttemptHistory.ATTEMPTS_MAX);
                }
                long now = random.nextInt(1_000);
                List<Long> near = model.stream()
                        .map(Attempt::time)
                        .filter(time -> Math.abs(time - now) <= 300)
                        .toList();
                assertThat(history.around(now, 300))
                        .as("seed %d, step %d", seed, i)
                        .isEqualTo(near.size());
                assertThat(history.firstMicros(now, 300))
                        .as("seed %d, step %d", seed, i)
                        .isEqualTo(Math.min(
                                now, near.stream().mapToLong(t -> t).min().orElse(now)));
            }
        }
    }

    @Test
    void namesAreTheLastDistinctOnes() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int steps = random.nextInt(400);
            DomainHistory history = new DomainHistory();
            List<Name> model = new ArrayList<>();
            for (int i = 0; i < steps; i++) {
                Name name = new Name(
                        random.nextInt(400),
                        random.nextInt(1_000),
                        random.nextInt(60),
                        random.nextInt(50) / 10.0,
                        random.nextBoolean());
                boolean known = model.stream().anyMatch(n -> n.hash() == name.hash());
                assertThat(history.add(name.hash(), name.time(), name.length(), name.entropy(), name.data()))
                        .as("seed %d, step %d", seed, i)
                        .isEqualTo(!known);
                if (!known) {
                    model.add(name);
                    drop(model, DomainHistory.NAMES_MAX);
                }
            }
            List<Name> near =
                    model.stream().filter(n -> Math.abs(n.time() - 500) <= 300).toList();
            DomainHistory.View view = history.around(500, 300, 30, 2.5);
            assertThat(view.names()).as("seed %d", seed).isEqualTo(near.size());
            assertThat(view.dataTypes())
                    .isEqualTo((int) near.stream().filter(Name::data).count());
            assertThat(view.encoded()).isEqualTo((int) near.stream()
                    .filter(n -> n.length() >= 30 && Math.round(n.entropy() * 10) >= 25)
                    .count());
            assertThat(view.meanLength())
                    .isEqualTo(near.stream().mapToLong(Name::length).sum() / (double) Math.max(1, near.size()));
            assertThat(view.firstMicros())
                    .isEqualTo(
                            near.stream().mapToLong(Name::time).min().orElse(500) < 500
                                    ? near.stream().mapToLong(Name::time).min().orElse(500)
                                    : 500);
        }
    }

    @Test
    void flowsOfTheLastMinuteAreCountedByTheSecondHoweverLateTheyAreTold() {
        IpAddress source = IpAddress.v4(0xc0000201);
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            // Busy targets fill the ring, idle ones leap over it.
            int leap = 1 << random.nextInt(9);
            FlowRate rate = new FlowRate();
            Map<Long, Integer> model = new HashMap<>();
            long newest = random.nextInt(1_000);
            for (int i = 0; i < 300; i++) {
                newest += random.nextInt(3) == 0 ? random.nextInt(leap) : 0;
                long second = newest - random.nextInt(64 - FlowRate.WINDOW_SECONDS);
                model.merge(second, 1, Integer::sum);
                int expected = 0;
                for (int back = 0; back < FlowRate.WINDOW_SECONDS; back++) {
                    expected += model.getOrDefault(second - back, 0);
                }
                assertThat(rate.add(second * 1_000_000 + random.nextInt(1_000_000), source))
                        .as("seed %d, step %d", seed, i)
                        .isEqualTo(expected);
            }
        }
    }
}
