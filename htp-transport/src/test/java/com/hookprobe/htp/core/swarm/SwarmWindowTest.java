package com.hookprobe.htp.core.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwarmWindowTest {
    private final SwarmWindow window = new SwarmWindow();

    @Test
    void theNewestIsNeverFarAheadOfTheOldest() {
        List<SwarmWindow.Entry> entries = new ArrayList<>();
        for (int i = 0; i < SwarmWindow.MESSAGES_MAX; i++) {
            assertThat(window.open()).isTrue();
            entries.add(window.begin(0));
        }
        assertThat(window.open()).isFalse();
        // That later ones are done does not help while the oldest is not.
        entries.subList(1, entries.size()).forEach(window::end);
        assertThat(window.open()).isFalse();
        window.end(entries.get(0));
        assertThat(window.open()).isTrue();
        window.end(entries.get(0));
        assertThat(window.openForShares(1)).isTrue();
    }

    @Test
    void sharesAreBoundedByCountAndBytes() {
        List<SwarmWindow.Entry> entries = new ArrayList<>();
        for (int i = 0; i < SwarmWindow.SHARED_MAX; i++) {
            assertThat(window.openForShares(1000)).isTrue();
            entries.add(window.begin(1000));
        }
        assertThat(window.openForShares(1000)).isFalse();
        window.end(entries.get(7));
        assertThat(window.openForShares(1000)).isTrue();
        entries.forEach(window::end);
        SwarmWindow.Entry large = window.begin(1 << 20);
        assertThat(window.openForShares(1 << 20)).isTrue();
        assertThat(window.openForShares((1 << 20) + 1)).isFalse();
        window.end(large);
        assertThat(window.openForShares((1 << 20) + 1)).isTrue();
    }
}
