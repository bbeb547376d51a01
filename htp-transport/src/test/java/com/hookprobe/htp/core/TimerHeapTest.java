package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimerHeapTest {
    private static final class Waiting extends TimerHeap.Timed {}

    @Test
    void theEarliestIsDueFirst() {
        for (long seed = 1; seed <= 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            TimerHeap<Waiting> heap = new TimerHeap<>();
            Map<Waiting, Long> oracle = new HashMap<>();
            List<Waiting> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(new Waiting());
            }
            for (int i = 0; i < 2000; i++) {
                Waiting one = all.get(random.nextInt(all.size()));
                if (random.nextInt(4) == 0) {
                    heap.remove(one);
                    oracle.remove(one);
                } else {
                    long at = random.nextInt(10) == 0 ? Long.MAX_VALUE : random.nextLong(1000);
                    heap.set(one, at);
                    if (at == Long.MAX_VALUE) {
                        oracle.remove(one);
                    } else {
                        oracle.put(one, at);
                    }
                }
                long first = oracle.values().stream().mapToLong(v -> v).min().orElse(Long.MAX_VALUE);
                assertThat(heap.nextNs()).as("seed %d", seed).isEqualTo(first);
            }
            long last = -1;
            for (Waiting due = heap.due(1000); due != null; due = heap.due(1000)) {
                assertThat(oracle.get(due)).isGreaterThanOrEqualTo(last);
                last = oracle.remove(due);
                heap.remove(due);
            }
            assertThat(oracle).isEmpty();
        }
    }
}
