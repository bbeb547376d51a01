package com.hookprobe.neuro.dream;

/**
 * Limits of a dream log.
 *
 * @param syncEvery slots between two syncs of the file, 1 to {@link DreamLog#SYNC_EVERY_MAX}; a slot is a record, now and then
 *     a head. 1 loses nothing that {@link DreamLog#append} has taken; n may lose the last n - 1 records at a power cut. It
 *     holds for segments that are made from now on
 * @param recordsPerSegment 1 to 2^20; 40 bytes each, 80 at worst
 * @param segmentsMax 2 to 65,536; with all of them full the log takes no more records until some are trimmed
 */
public record DreamLogOptions(int syncEvery, int recordsPerSegment, int segmentsMax) {
    private static final int RECORDS_PER_SEGMENT_MAX = 1 << 20;
    private static final int SEGMENTS_LIMIT = 1 << 16;

    /** A sync for each record, segments of 2.6 MB, at most 169 MB: eight months of a record every 5 s. */
    public static final DreamLogOptions DEFAULT = new DreamLogOptions(1, 65_536, 64);

    /** Checks the ranges. */
    public DreamLogOptions {
        require("syncEvery", syncEvery, 1, DreamLog.SYNC_EVERY_MAX);
        require("recordsPerSegment", recordsPerSegment, 1, RECORDS_PER_SEGMENT_MAX);
        require("segmentsMax", segmentsMax, 2, SEGMENTS_LIMIT);
    }

    private static void require(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + min + ".." + max);
        }
    }
}
