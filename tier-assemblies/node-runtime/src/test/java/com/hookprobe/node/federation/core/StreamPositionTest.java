package com.hookprobe.node.federation.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class StreamPositionTest {
    @Test
    void asksFromTheLastThatCameWithoutAGap() {
        StreamPosition position = new StreamPosition();
        assertThat(position.ask()).isZero();
        position.onResumed(7);
        assertThat(position.onMessage(8)).isFalse();
        assertThat(position.onMessage(10)).as("9 is missing").isTrue();
        assertThat(position.ask()).isEqualTo(8);
        assertThat(position.onMessage(11)).as("asked already").isFalse();
        assertThat(position.ask()).as("a new session, and no answer yet").isEqualTo(8);
        position.onResumed(11);
        assertThat(position.onMessage(12)).isFalse();
    }

    @Test
    void aCorrelatorThatCountsAnewIsFollowed() {
        StreamPosition position = new StreamPosition();
        position.ask();
        position.onResumed(100);
        position.ask();
        position.onResumed(2);
        assertThat(position.onMessage(3)).isFalse();
        assertThat(position.onMessage(5)).isTrue();
    }

    @Test
    void whatCouldNotBeUsedIsAskedForOnceMore() {
        StreamPosition position = new StreamPosition();
        position.ask();
        position.onResumed(9);
        assertThat(position.lacks(4)).isTrue();
        assertThat(position.ask()).isEqualTo(3);
    }

    /** The answer that is on its way was asked for before: its end says nothing about what is asked for afterwards. */
    @Test
    void oneQuestionAtATime() {
        StreamPosition position = new StreamPosition();
        position.ask();
        assertThat(position.onResumed(9)).isFalse();
        position.lacks(8);
        assertThat(position.ask()).isEqualTo(7);
        assertThat(position.lacks(3)).as("when the answer is there").isFalse();
        assertThat(position.lacks(5)).isFalse();
        assertThat(position.onResumed(12)).as("now").isTrue();
        assertThat(position.ask()).isEqualTo(2);
        assertThat(position.onResumed(12)).isFalse();
        assertThat(position.onMessage(13)).isFalse();
    }

    /** Messages are lost and sessions end at any time: in the end the site has everything that was sent. */
    @Test
    void nothingIsMissedWithoutBeingAskedFor() {
        for (long seed = 0; seed < 2_000; seed++) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            StreamPosition site = new StreamPosition();
            TreeSet<Long> got = new TreeSet<>();
            long top = 0;
            long asked = site.ask();
            for (int step = 0; step < 60; step++) {
                switch (random.nextInt(4)) {
                    case 0, 1 -> {
                        top++;
                        if (random.nextInt(3) > 0) {
                            got.add(top);
                            if (site.onMessage(top)) {
                                asked = site.ask();
                            }
                        }
                    }
                    case 2 -> asked = site.ask();
                    default -> {
                        if (asked >= 0) {
                            // The answer may be cut short by the end of the session.
                            boolean whole = random.nextBoolean();
                            for (long p = asked + 1; p <= (whole ? top : (asked + top) / 2); p++) {
                                got.add(p);
                                site.onMessage(p);
                            }
                            if (whole) {
                                site.onResumed(top);
                                asked = -1;
                            }
                        }
                    }
                }
            }
            for (long p = site.ask() + 1; p <= top; p++) {
                got.add(p);
            }
            assertThat(got.size()).as("seed %s", seed).isEqualTo((int) top);
        }
    }
}
