package com.hookprobe.neuro.verify;

/**
 * Limits of the journal of a {@link FileVerifierStore}.
 *
 * @param segmentBytes a segment with so many bytes is left for a new one; 4 kB to 64 MB
 * @param segments with more of them devices become overdue, with twice as many the journal is crowded; 1 to 1024. Opening
 *     a store reads them all
 */
public record FileVerifierOptions(int segmentBytes, int segments) {
    private static final int SEGMENT_BYTES_MIN = 4 << 10;
    static final int SEGMENT_BYTES_MAX = 64 << 20;
    private static final int SEGMENTS_MAX = 1_024;

    /** Eight segments of 16 MB: some two million records. */
    public static final FileVerifierOptions DEFAULT = new FileVerifierOptions(16 << 20, 8);

    /** Checks the ranges. */
    public FileVerifierOptions {
        require("segmentBytes", segmentBytes, SEGMENT_BYTES_MIN, SEGMENT_BYTES_MAX);
        require("segments", segments, 1, SEGMENTS_MAX);
    }

    private static void require(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + min + ".." + max);
        }
    }
}
