package com.hookprobe.qsecbit.federation.core;

import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.List;

/**
 * How a correlator counts.
 *
 * @param blockOwners k: how many owners of full weight block, 1 to 1000
 * @param youngDays owners of the mesh for fewer days count half, 0 to 365; 0 turns it off
 * @param severityMin reports below it count for nothing
 * @param windowMinutes how long after its last sight a report counts at most, 1 to 10,080
 * @param entriesMax how many reports, vetoes and retractions are held at most, 16 to 16,777,216
 * @param entriesPerOwnerMax how many of them one owner may hold while there is room
 * @param ttlSeconds the times to live of the four levels, each 1 to 604,800
 */
public record CorrelatorConfig(
        int blockOwners,
        int youngDays,
        Severity severityMin,
        int windowMinutes,
        int entriesMax,
        int entriesPerOwnerMax,
        List<Integer> ttlSeconds) {
    private static final int BLOCK_OWNERS_MAX = 1000;
    private static final int YOUNG_DAYS_MAX = 365;
    private static final int WINDOW_MINUTES_MAX = 10_080;
    private static final int ENTRIES_MIN = 16;
    private static final int ENTRIES_MAX = 1 << 24;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public CorrelatorConfig {
        ttlSeconds = List.copyOf(ttlSeconds);
        boolean valid = blockOwners >= 1
                && blockOwners <= BLOCK_OWNERS_MAX
                && youngDays >= 0
                && youngDays <= YOUNG_DAYS_MAX
                && windowMinutes >= 1
                && windowMinutes <= WINDOW_MINUTES_MAX
                && entriesMax >= ENTRIES_MIN
                && entriesMax <= ENTRIES_MAX
                && entriesPerOwnerMax >= 1
                && ttlSeconds.size() == DecisionLevel.values().length
                && ttlSeconds.stream().allMatch(ttl -> ttl >= 1 && ttl <= DecisionLevel.TTL_SECONDS_MAX);
        if (!valid) {
            throw new IllegalArgumentException("a correlator's configuration is out of range: k " + blockOwners
                    + ", young " + youngDays + " d, window " + windowMinutes + " min, entries " + entriesMax + "/"
                    + entriesPerOwnerMax + ", ttl " + ttlSeconds);
        }
    }

    /** k = 3, young under 7 days, MEDIUM, 24 hours, 1,048,576 entries. */
    public static CorrelatorConfig standard() {
        List<Integer> ttls = List.of(
                DecisionLevel.WATCH.ttlSeconds(),
                DecisionLevel.RATE_LIMIT.ttlSeconds(),
                DecisionLevel.BLOCK.ttlSeconds(),
                DecisionLevel.BLOCK_LONG.ttlSeconds());
        return new CorrelatorConfig(3, 7, Severity.MEDIUM, 1440, 1 << 20, 1 << 15, ttls);
    }

    /** The same with another k. */
    public CorrelatorConfig withBlockOwners(int owners) {
        return new CorrelatorConfig(
                owners, youngDays, severityMin, windowMinutes, entriesMax, entriesPerOwnerMax, ttlSeconds);
    }

    /** The same with another age from which owners count in full. */
    public CorrelatorConfig withYoungDays(int days) {
        return new CorrelatorConfig(
                blockOwners, days, severityMin, windowMinutes, entriesMax, entriesPerOwnerMax, ttlSeconds);
    }

    /** The same with other bounds on memory. */
    public CorrelatorConfig withEntries(int max, int perOwnerMax) {
        return new CorrelatorConfig(blockOwners, youngDays, severityMin, windowMinutes, max, perOwnerMax, ttlSeconds);
    }

    /** The time to live of a level. */
    public int ttlSeconds(DecisionLevel level) {
        return ttlSeconds.get(level.ordinal());
    }
}
