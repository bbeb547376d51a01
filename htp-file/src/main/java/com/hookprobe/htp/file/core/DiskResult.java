package com.hookprobe.htp.file.core;

import java.util.List;

/** What came of a disk effect. */
public sealed interface DiskResult {
    /**
     * The file is open. For a write the stat says nothing; for a read its hash may already be known.
     *
     * @param tag for a read, what is the same again when there is reason to think that the file is; or NONE
     */
    record Opened(FileStat stat, FileHash tag) implements DiskResult {
        /** Without a tag. */
        public Opened(FileStat stat) {
            this(stat, FileHash.NONE);
        }
    }

    /** A chunk is in the temporary file. */
    record Written(int index) implements DiskResult {}

    /** A chunk as asked for, of exactly that length. */
    record ChunkRead(int index, ChunkBytes data) implements DiskResult {}

    /**
     * Chunks may come.
     *
     * @param resumable a journal is kept
     * @param held chunks that are there already, hashed again
     */
    record Prepared(boolean resumable, ChunkRanges held) implements DiskResult {}

    /** There is more to hash, or to prepare. */
    record HashMore() implements DiskResult {}

    /** The hash of the whole open file. */
    record Hashed(FileHash sha256) implements DiskResult {}

    /** The file is in its place and synced. */
    record Committed() implements DiskResult {}

    /** Nothing of the transfer is held any more. */
    record Released() implements DiskResult {}

    /** What is at a path; without hash. */
    record Statted(FileStat stat) implements DiskResult {}

    /** One page, in {@link ListEntry#ORDER}. */
    record Listed(List<ListEntry> entries, boolean more) implements DiskResult {}

    /** It is gone. */
    record Deleted() implements DiskResult {}

    /** The effect failed. Never the answer to Release. */
    record Failed(FileErrorCode code) implements DiskResult {}
}
