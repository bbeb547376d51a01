package com.hookprobe.htp.file.core;

/**
 * What a write shall make.
 *
 * @param path the name; never the root
 * @param mode what it may do to that name
 * @param createDirs make the missing directories
 * @param plan size and chunks of what is written
 * @param version SHA-256 of what is written, or a tag of the requester's; it tells tries of one write from others. {@link
 *     FileHash#NONE} when there is neither
 * @param resumable keep a journal, and go on from the one of an earlier try; needs the version
 * @param append put it behind what is there; only with mode REPLACE, and not resumable
 * @param ifHash the version that is replaced, or NONE for any; only with mode REPLACE
 * @param bytesMax largest file that may come of it
 */
public record WriteSpec(
        FilePath path,
        WriteMode mode,
        boolean createDirs,
        ChunkPlan plan,
        FileHash version,
        boolean resumable,
        boolean append,
        FileHash ifHash,
        long bytesMax) {
    public WriteSpec {
        if (resumable && (append || !version.known())) {
            throw new IllegalArgumentException("resume of an append, or of a write without a hash");
        }
        if ((append || ifHash.known()) && mode != WriteMode.REPLACE) {
            throw new IllegalArgumentException("append or if_hash with mode " + mode);
        }
    }

    /** A write that replaces whatever version there is. */
    public WriteSpec(
            FilePath path, WriteMode mode, boolean createDirs, ChunkPlan plan, FileHash version, boolean resumable) {
        this(path, mode, createDirs, plan, version, resumable, false, FileHash.NONE, ChunkPlan.SIZE_MAX);
    }

    /** A write that keeps no journal. */
    public static WriteSpec once(FilePath path, WriteMode mode, boolean createDirs, long size) {
        return new WriteSpec(path, mode, createDirs, ChunkPlan.of(size), FileHash.NONE, false);
    }

    /** Bytes that are written, exactly. */
    public long size() {
        return plan.size();
    }

    /** True when the file that is there has to be read first. */
    public boolean needsOld() {
        return append || ifHash.known();
    }
}
