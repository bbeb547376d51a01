package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TokenMapTest {
    @Test
    void doesWhatAHashMapDoes() {
        for (long seed = 1; seed <= 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            TokenMap<String> map = new TokenMap<>();
            Map<Long, String> oracle = new HashMap<>();
            List<Long> keys = new ArrayList<>();
            for (int i = 0; i < 3000; i++) {
                // Few distinct low bits, so that chains are long and wrap around.
                long token = random.nextInt(4) == 0 ? random.nextLong() : random.nextLong(400) << 32;
                String owner = "s" + random.nextInt(5);
                if (random.nextInt(3) > 0) {
                    boolean fits = oracle.getOrDefault(token, owner).equals(owner);
                    assertThat(map.put(token, intern(owner)))
                            .as("seed %d", seed)
                            .isEqualTo(fits);
                    oracle.putIfAbsent(token, owner);
                    keys.add(token);
                } else if (!keys.isEmpty()) {
                    long gone = keys.get(random.nextInt(keys.size()));
                    map.remove(gone, intern(owner));
                    oracle.remove(gone, owner);
                }
                assertThat(map.size()).as("seed %d", seed).isEqualTo(oracle.size());
            }
            keys.forEach(k -> assertThat(map.get(k)).isEqualTo(oracle.get(k)));
        }
    }

    private static String intern(String s) {
        return s.intern();
    }
}
