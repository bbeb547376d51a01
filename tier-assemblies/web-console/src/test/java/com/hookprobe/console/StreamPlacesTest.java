package com.hookprobe.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.console.StreamPlaces.Stream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamPlacesTest {
    @Test
    void manyRequestsOfASessionAtOnceHoldNoMoreThanItsShare() {
        StreamPlaces places = new StreamPlaces(8, 3);
        for (int i = 0; i < 8; i++) {
            // All of them are told before the first has its place.
            assertThat(places.hasRoom("greedy")).isTrue();
        }
        List<Stream> held = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            held.add(places.take("greedy").orElseThrow());
        }
        assertThat(held.stream().filter(stream -> !stream.isEnded())).containsExactlyElementsOf(held.subList(5, 8));
        assertThat(places.take("other")).isEmpty();
        held.subList(0, 5).forEach(places::leave);
        assertThat(places.take("other")).isPresent();
    }
}
