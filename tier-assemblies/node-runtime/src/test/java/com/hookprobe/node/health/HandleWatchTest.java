package com.hookprobe.node.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HandleWatchTest {
    @Test
    void scarceFromFourFifthsUntilLessThanSevenTenths() {
        HandleWatch watch = new HandleWatch();
        assertThat(watch.look(799, 1_000)).isFalse();
        assertThat(watch.look(800, 1_000)).isTrue();
        assertThat(watch.look(700, 1_000)).isTrue();
        assertThat(watch.look(699, 1_000)).isFalse();
    }

    @Test
    void whenNotEvenCountingWorksNoneIsLeft() {
        HandleWatch watch = new HandleWatch();
        assertThat(watch.look(-1, 1_000)).isTrue();
        assertThat(watch.look(10, 1_000)).isFalse();
        assertThat(watch.look(10, 0)).isFalse();
    }
}
