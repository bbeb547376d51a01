package com.hookprobe.htp.file.core;

/**
 * What a write shall make.
 *
 * @param path the name; never the root
 * @param mode what it may do to that name
 * @param createDirs make the missing directories
 * @param plan size and chunks of what is written
 * @param sha256 of what is written, or {@link FileHash#NONE} when it is learnt later
 * @param resumable keep a journal, and go on from the one of an earlier try; needs the hash
 */
public record WriteSpec(
        FilePath path, WriteMode mode, boolean createDirs, ChunkPlan plan, FileHash sha256, boolean resumable) {
    public WriteSpec {
        if (resumable && !sha256.known()) {
            throw new IllegalArgumentException("resume of a write without a hash");
        }
    }

    /** A write that keeps no journal. */
    public static WriteSpec once(FilePath path, WriteMode mode, boolean createDirs, long size) {
        return new WriteSpec(path, mode, createDirs, ChunkPlan.of(size), FileHash.NONE, false);
    }

    /** Bytes that are written, exactly. */
    public long size() {
        return plan.size();
    }
}
