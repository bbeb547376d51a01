package com.hookprobe.qsecbit.federation;

import com.hookprobe.qsecbit.metric.Severity;

/**
 * What a report says besides whom it is about.
 *
 * @param attackType the kind of attack, u16, numbered by the deployment
 * @param mitreId the number of the MITRE ATT&amp;CK technique without its sub-technique, u16: 1110 for T1110.001; 0 unknown
 * @param context in what traffic
 * @param confidencePercent 0 to 100
 * @param severity how bad
 * @param firstSeenMinutes minutes since the epoch, u32
 * @param lastSeenMinutes minutes since the epoch, u32, not before the first
 * @param countBucket how often: {@link Buckets#of}
 * @param evidence the hash of the microblock that seals the detection
 * @param validMinutes how long after the last sight the report counts, 1 to 10,080
 */
public record ReportFacts(
        int attackType,
        int mitreId,
        Context context,
        int confidencePercent,
        Severity severity,
        long firstSeenMinutes,
        long lastSeenMinutes,
        int countBucket,
        Bytes32 evidence,
        int validMinutes) {
    /** The longest validity: a week. */
    public static final int VALID_MINUTES_MAX = 10_080;

    static final long U16_MAX = 0xffffL;
    static final long U32_MAX = 0xffff_ffffL;
    static final int PERCENT_MAX = 100;
    private static final long MICROS_PER_MINUTE = 60_000_000;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public ReportFacts {
        require("attack type", attackType, 0, U16_MAX);
        require("MITRE id", mitreId, 0, U16_MAX);
        require("confidence", confidencePercent, 0, PERCENT_MAX);
        require("first seen", firstSeenMinutes, 0, U32_MAX);
        require("last seen", lastSeenMinutes, firstSeenMinutes, U32_MAX);
        require("count bucket", countBucket, 0, Buckets.MAX);
        require("validity", validMinutes, 1, VALID_MINUTES_MAX);
    }

    /** Whole minutes of microseconds since the epoch. */
    public static long minutes(long micros) {
        return micros / MICROS_PER_MINUTE;
    }

    private static void require(String field, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(field + " lies in " + min + ".." + max + ", got " + value);
        }
    }
}
