package com.hookprobe.neuro.dream;

/**
 * What a dream log holds.
 *
 * @param segments files
 * @param bytes of these files, with what may be torn
 * @param firstCount count of the oldest record
 * @param nextCount count after the newest record; {@code firstCount} when there is none
 * @param oldestMicros timestamp of the oldest record in microseconds since 1970; 0 when there is none
 * @param newestMicros timestamp of the newest record; 0 when there is none
 */
public record DreamLogInfo(
        int segments, long bytes, long firstCount, long nextCount, long oldestMicros, long newestMicros) {
    /** Records by their counts; some of them may be unreadable, {@link DreamInspection} tells. */
    public long records() {
        return nextCount - firstCount;
    }
}
