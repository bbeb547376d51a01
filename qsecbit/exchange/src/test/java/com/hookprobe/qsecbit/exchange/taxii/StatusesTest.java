package com.hookprobe.qsecbit.exchange.taxii;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.exchange.Json;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatusesTest {
    private static long kept(Statuses statuses, int of) {
        return IntStream.range(0, of)
                .filter(i -> statuses.get("s" + i, "key").isPresent())
                .count();
    }

    @Test
    void theOldestMakeRoomByNumberAndBySize() {
        Statuses small = new Statuses();
        Statuses large = new Statuses();
        for (int i = 0; i < 300; i++) {
            small.put("s" + i, "key", Json.object().put("id", i));
            large.put("s" + i, "key", Json.object().put("id", "x".repeat(100_000)));
        }
        assertThat(kept(small, 300)).isEqualTo(Statuses.KEPT_MAX);
        assertThat(kept(large, 300)).isEqualTo(Statuses.BYTES_MAX / 100_009);
        assertThat(large.get("s299", "key")).isPresent();
        assertThat(large.get("s299", "other")).isEmpty();
    }
}
