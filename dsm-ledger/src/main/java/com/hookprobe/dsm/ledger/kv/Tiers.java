package com.hookprobe.dsm.ledger.kv;

import java.util.List;

/**
 * Which segments to merge next. A tier is four times as large as the one before; four neighbours of one tier become one of
 * the next, so that a store of n memtables has about 3 log4(n) segments and each value is written log4(n) times.
 */
final class Tiers {
    private static final int FAN = 4;

    private Tiers() {}

    /**
     * Neighbours to merge, none when all is well.
     *
     * @param segments from newest to oldest
     * @param smallest bytes of a segment of the lowest tier
     */
    static List<Segment> choose(List<Segment> segments, int smallest) {
        if (mostlyDeleted(segments) && fits(segments)) {
            return segments;
        }
        int tier = 0;
        int start = 0;
        for (int i = 0; i <= segments.size(); i++) {
            // A segment that shrank counts as its newer neighbours do, or it would keep those around it apart.
            int its = i == segments.size()
                    ? Integer.MAX_VALUE
                    : Math.max(tier, tier(segments.get(i).entry().bytes(), smallest));
            if (its != tier) {
                List<Segment> run = segments.subList(start, i);
                if (run.size() >= FAN && fits(run)) {
                    return run;
                }
                tier = its;
                start = i;
            }
        }
        return List.of();
    }

    /** Only a merge of all segments frees the room of deleted keys. */
    private static boolean mostlyDeleted(List<Segment> segments) {
        long slots = 0;
        long deletions = 0;
        for (Segment segment : segments) {
            slots += segment.slots();
            deletions += segment.deletions();
        }
        return segments.size() > 1 && deletions * FAN >= slots;
    }

    private static boolean fits(List<Segment> segments) {
        long indexBytes = 0;
        for (Segment segment : segments) {
            indexBytes += segment.indexBytes();
        }
        return indexBytes <= Limits.INDEX_BYTES_MAX;
    }

    private static int tier(long bytes, int smallest) {
        int tier = 0;
        for (long least = (long) smallest * FAN / 2; bytes >= least; least *= FAN) {
            tier++;
        }
        return tier;
    }
}
