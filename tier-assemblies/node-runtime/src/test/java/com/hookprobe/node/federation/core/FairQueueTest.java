package com.hookprobe.node.federation.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private static NodeId author(int number) {
        byte[] id = new byte[32];
        Arrays.fill(id, (byte) number);
        return NodeId.of(id);
    }

    private static List<String> drained(FairQueue<String> queue) {
        List<String> all = new ArrayList<>();
        queue.poll().ifPresent(first -> {
            all.add(first.message());
            all.addAll(drained(queue));
        });
        return all;
    }

    @Test
    void inTheOrderOfTheirComingAlsoWhenOneComesBack() {
        FairQueue<String> queue = new FairQueue<>(4);
        queue.add(author(1), "a", 1);
        queue.add(author(2), "b", 2);
        FairQueue.Entry<String> taken = queue.poll().orElseThrow();
        queue.add(author(1), "c", 3);
        queue.giveBack(taken);
        assertThat(taken.sinceMicros()).isEqualTo(1);
        assertThat(drained(queue)).containsExactly("a", "b", "c");
        assertThat(queue.size()).isZero();
    }

    @Test
    void aFloodOfOnePushesOutItsOwnOnly() {
        FairQueue<String> queue = new FairQueue<>(4);
        queue.add(author(1), "first of one", 0);
        queue.add(author(2), "first of two", 0);
        for (int i = 0; i < 100; i++) {
            queue.add(author(3), "flood " + i, 0);
        }
        assertThat(drained(queue)).containsExactly("first of one", "first of two", "flood 98", "flood 99");
    }

    /** Whoever has no more than an equal share of the room loses nothing, whatever the others do. */
    @Test
    void anEqualShareIsSafe() {
        for (long seed = 0; seed < 500; seed++) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            int authors = 2 + random.nextInt(6);
            int share = 1 + random.nextInt(5);
            FairQueue<String> queue = new FairQueue<>(authors * share);
            List<String> modest = new ArrayList<>();
            for (int step = 0; step < 200; step++) {
                if (modest.size() < share && random.nextInt(10) == 0) {
                    modest.add("m" + step);
                    queue.add(author(0), "m" + step, step);
                } else {
                    queue.add(author(1 + random.nextInt(authors - 1)), "x", step);
                }
                assertThat(queue.size()).isLessThanOrEqualTo(authors * share);
            }
            List<String> left = drained(queue);
            left.removeIf("x"::equals);
            assertThat(left).as("seed %s", seed).isEqualTo(modest);
        }
    }
}
