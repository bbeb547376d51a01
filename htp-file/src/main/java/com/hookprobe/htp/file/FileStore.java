package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FilePath;
import com.hookprobe.htp.file.core.FileStat;
import com.hookprobe.htp.file.core.ListEntry;
import com.hookprobe.htp.file.core.ResumeKey;
import com.hookprobe.htp.file.core.WriteMode;
import com.hookprobe.htp.file.core.WriteSpec;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where a server keeps files. Blocking; one thread uses a store and everything it opened, never the HTP endpoint's.
 *
 * <p>Failures that a peer should tell apart are {@link FileTransferException}s; any other IOException reaches the peer as
 * IO_ERROR without its text.
 */
public interface FileStore extends AutoCloseable {
    /** One page of a directory, in {@link ListEntry#ORDER}; more is true only when there are entries. */
    record Page(List<ListEntry> entries, boolean more) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * Starts a write, or goes on with an interrupted one. Nothing is visible under the path until
     * {@link PendingFile#commit}.
     *
     * @param node the peer's id, 32 bytes: only the same peer may go on with its write
     */
    PendingFile create(WriteSpec spec, byte[] node) throws IOException;

    /** Starts a write that keeps no journal. */
    default PendingFile create(FilePath path, WriteMode mode, boolean createDirs, long size) throws IOException {
        return create(WriteSpec.once(path, mode, createDirs, size), new byte[ResumeKey.NODE_BYTES]);
    }

    /** Opens a regular file as it is now. */
    StoredFile open(FilePath path) throws IOException;

    /** Looks at a file or directory; without hash. */
    FileStat stat(FilePath path) throws IOException;

    /** The first {@code limit} names of a directory that follow {@code after} ("" for the first page). */
    Page list(FilePath path, String after, int limit) throws IOException;

    /**
     * What shall go.
     *
     * @param recursive a directory with all that is in it
     * @param onlyIf a file that this store opened: only when the path is still that very file
     */
    record Removal(FilePath path, boolean recursive, Optional<StoredFile> onlyIf) {}

    /** Deletes a file or an empty directory, durably; a tree only where the store allows it. Never the root. */
    void delete(Removal removal) throws IOException;

    /** Deletes a file or an empty directory, durably. */
    default void delete(FilePath path) throws IOException {
        delete(new Removal(path, false, Optional.empty()));
    }

    @Override
    void close() throws IOException;
}
