package com.hookprobe.qsecbit.response;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The trie against a map that looks at every entry. */
class PrefixTrieTest {
    /** Prefixes from a small corner, so that they meet. */
    private static Cidr prefix(SplittableRandom random) {
        if (random.nextInt(3) == 0) {
            long high = 0x2001_0db8_0000_0000L | random.nextInt(4);
            return new Cidr(new IpAddress(high, random.nextInt(8)), random.nextInt(129));
        }
        return new Cidr(IpAddress.v4(0xC6336400 | random.nextInt(64)), random.nextInt(33));
    }

    @Property(tries = 100)
    void agreesWithAMap(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        PrefixTrie<String> trie = new PrefixTrie<>();
        Map<Cidr, String> model = new HashMap<>();
        for (int step = 0; step < 120; step++) {
            Cidr prefix = prefix(random);
            if (random.nextInt(3) == 0) {
                assertThat(trie.remove(prefix)).as("seed %d", seed).isEqualTo(model.remove(prefix) != null);
            } else {
                trie.put(prefix, prefix + "#" + step);
                model.put(prefix, prefix + "#" + step);
            }
            check(trie, model, prefix(random), seed);
        }
    }

    private static void check(PrefixTrie<String> trie, Map<Cidr, String> model, Cidr asked, long seed) {
        List<Cidr> around = model.keySet().stream()
                .filter(prefix -> prefix.contains(asked))
                .sorted(Comparator.comparingInt(Cidr::length))
                .toList();
        List<String> inside = model.keySet().stream()
                .filter(asked::contains)
                .map(model::get)
                .sorted()
                .toList();
        Optional<String> longest =
                around.isEmpty() ? Optional.empty() : Optional.of(model.get(around.get(around.size() - 1)));
        List<String> gotAround = new ArrayList<>();
        trie.forEachAround(asked, gotAround::add);
        List<String> gotInside = new ArrayList<>();
        trie.forEachInside(asked, gotInside::add);
        List<String> all = new ArrayList<>();
        trie.forEach(all::add);

        assertThat(trie.size()).as("seed %d", seed).isEqualTo(model.size());
        assertThat(trie.get(asked)).as("seed %d", seed).isEqualTo(Optional.ofNullable(model.get(asked)));
        assertThat(trie.longestAround(asked)).as("seed %d", seed).isEqualTo(longest);
        assertThat(gotAround)
                .as("seed %d", seed)
                .isEqualTo(around.stream().map(model::get).toList());
        assertThat(gotInside.stream().sorted().toList()).as("seed %d", seed).isEqualTo(inside);
        assertThat(trie.anyInside(asked).isPresent()).as("seed %d", seed).isEqualTo(!inside.isEmpty());
        assertThat(all).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(model.values());
    }
}
