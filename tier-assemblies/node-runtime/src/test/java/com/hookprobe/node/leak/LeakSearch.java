package com.hookprobe.node.leak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Finds every spelling of every needle in bytes, in one walk. */
public final class LeakSearch {
    /** From here on one hit is enough: that many bits do not come by chance. */
    static final int BITS_ENOUGH = 56;

    private static final int CONTEXT = 8;

    /**
     * A spelling that was found.
     *
     * @param at of its first byte
     * @param around it, by which copies of the same bytes are known as one hit
     */
    record Hit(Spelling spelling, int at, String around) {}

    private static final class Index {
        private final BitSet beginnings = new BitSet(1 << 16);
        private final Map<Integer, List<Spelling>> byStart = new HashMap<>();

        void add(Spelling spelling) {
            byte[] b = spelling.bytes();
            beginnings.set((b[0] & 0xff) << 8 | b[1] & 0xff);
            byStart.computeIfAbsent(start(b, 0), key -> new ArrayList<>()).add(spelling);
        }

        void search(byte[] in, int at, Consumer<Spelling> found) {
            if (!beginnings.get((in[at] & 0xff) << 8 | in[at + 1] & 0xff)) {
                return;
            }
            for (Spelling each : byStart.getOrDefault(start(in, at), List.of())) {
                int end = at + each.bytes().length;
                if (end <= in.length && Arrays.equals(in, at, end, each.bytes(), 0, each.bytes().length)) {
                    found.accept(each);
                }
            }
        }

        private static int start(byte[] b, int at) {
            return b[at] << 24 | (b[at + 1] & 0xff) << 16 | (b[at + 2] & 0xff) << 8 | b[at + 3] & 0xff;
        }
    }

    private final List<Spelling> spellings;
    private final Index exact = new Index();
    private final Index folded = new Index();

    public LeakSearch(Collection<Needle> needles) {
        spellings = needles.stream().flatMap(n -> Spelling.of(n).stream()).toList();
        spellings.forEach(each -> (each.folded() ? folded : exact).add(each));
    }

    List<Spelling> spellings() {
        return spellings;
    }

    List<Hit> search(byte[] in) {
        List<Hit> hits = new ArrayList<>();
        byte[] lower = Spelling.fold(in);
        for (int i = 0; i + Spelling.BYTES_MIN <= in.length; i++) {
            int at = i;
            exact.search(in, at, s -> hits.add(new Hit(s, at, around(in, at))));
            folded.search(lower, at, s -> hits.add(new Hit(s, at, around(in, at))));
        }
        return hits;
    }

    private static String around(byte[] in, int at) {
        return Arrays.toString(Arrays.copyOfRange(in, Math.max(0, at - CONTEXT), Math.min(in.length, at + CONTEXT)));
    }
}
