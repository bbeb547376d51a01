package com.hookprobe.htp.file.core;

import java.util.List;

/** What a client's request brought. */
public sealed interface FileOutcome {
    /** A write is durable at the other end, or a read is verified and in its place here. */
    record Transferred(long size, FileHash sha256) implements FileOutcome {}

    /** The answer to STAT. */
    record Described(FileStat stat) implements FileOutcome {}

    /** One page of a listing. */
    record Page(List<ListEntry> entries, boolean more) implements FileOutcome {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /** The file is gone. */
    record Deleted() implements FileOutcome {}
}
