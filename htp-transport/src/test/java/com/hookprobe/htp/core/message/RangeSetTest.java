package com.hookprobe.htp.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** {@link RangeSet} against a set of single positions. */
class RangeSetTest {
    private static final int SPACE = 400;

    private static RangeSet of(BitSet bits) {
        RangeSet set = new RangeSet();
        for (int at = bits.nextSetBit(0); at >= 0; ) {
            int end = bits.nextClearBit(at);
            set.add(at, end);
            at = bits.nextSetBit(end);
        }
        return set;
    }

    private static void same(RangeSet set, BitSet bits, String what) {
        BitSet got = new BitSet();
        for (int i = 0; i < set.count(); i++) {
            assertThat(set.start(i)).as(what).isLessThan(set.end(i));
            if (i > 0) {
                assertThat(set.start(i)).as(what).isGreaterThan(set.end(i - 1));
            }
            got.set(set.start(i), set.end(i));
        }
        assertThat(got).as(what).isEqualTo(bits);
    }

    @Test
    void rangesAreASetOfPositions() {
        for (long seed = 1; seed <= 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            RangeSet set = new RangeSet();
            BitSet bits = new BitSet();
            int longest = 1 + random.nextInt(60);
            for (int step = 0; step < 200; step++) {
                int start = random.nextInt(SPACE);
                int end = Math.min(SPACE, start + random.nextInt(longest));
                String what = "seed " + seed + " step " + step + " [" + start + "," + end + ")";
                switch (random.nextInt(4)) {
                    case 0, 1 -> {
                        if (start < end) {
                            int before = set.count();
                            boolean grows = set.addGrows(start, end);
                            set.add(start, end);
                            assertThat(set.count() > before).as(what).isEqualTo(grows);
                        }
                        bits.set(start, end);
                    }
                    case 2 -> {
                        set.remove(start, end);
                        bits.clear(start, end);
                    }
                    default -> {
                        BitSet other = new BitSet();
                        for (int i = 0; i < 5; i++) {
                            int from = random.nextInt(SPACE);
                            other.set(from, Math.min(SPACE, from + random.nextInt(20)));
                        }
                        set.addExcept(start, end, of(other));
                        BitSet added = new BitSet();
                        added.set(start, end);
                        added.andNot(other);
                        bits.or(added);
                    }
                }
                same(set, bits, what);
            }
        }
    }
}
