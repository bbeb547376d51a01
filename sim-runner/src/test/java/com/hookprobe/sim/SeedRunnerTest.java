package com.hookprobe.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Every seed once, on any number of threads; one report at a time. */
class SeedRunnerTest {
    @Test
    void everySeedIsPlayedOnceAndReportedOneAtATime() throws InterruptedException {
        List<Long> seen = new ArrayList<>();
        new SeedRunner<>(seed -> seed * 2, 5, 1_000, 4).run(seen::add);
        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(5, 1_005).mapToObj(seed -> seed * 2).toList());
    }

    @Test
    void nothingIsBegunAfterAStop() throws InterruptedException {
        List<Long> seen = new ArrayList<>();
        SeedRunner<Long> runner = new SeedRunner<>(seed -> seed, 1, 1_000_000, 2);
        runner.run(seed -> {
            seen.add(seed);
            runner.stop();
        });
        // What the other thread had begun comes to its end.
        assertThat(seen.size()).isBetween(1, 2);
    }

    @Test
    void numbersBelowOneAreRefused() {
        assertThatThrownBy(() -> new SeedRunner<>(seed -> seed, 1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SeedRunner<>(seed -> seed, 1, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void jsonTextIsEscaped() {
        assertThat(JsonText.escape("a\"b\\c\nd")).isEqualTo("a\\\"b\\\\c\\u000ad");
    }
}
