package com.hookprobe.htp.file.core;

/**
 * What a machine wants done. The edge carries effects out in the order given, for each transfer and over all of them,
 * and answers each disk effect with exactly one {@link DiskResult}.
 */
public sealed interface FileEffect {
    /** The transfer concerned. */
    TransferKey key();

    /**
     * Send on the file channel. No disk result.
     *
     * @param last the last message of a transfer, or a refusal: once the peer has acknowledged it, or never will, a server
     *     edge calls {@link FileServerMachine#sent}
     */
    record Send(TransferKey key, byte[] message, boolean last) implements FileEffect {}

    /** Start a temporary file for a write. Result: Opened. Client: open the place where a READ goes. */
    record OpenForWrite(TransferKey key, WriteSpec spec) implements FileEffect {}

    /**
     * Do a bounded piece of what comes before the first chunk: hash again what an earlier try left, check the old
     * version, copy it for an append. Result: HashMore, or
     * Prepared.
     */
    record PrepareNext(TransferKey key) implements FileEffect {}

    /** Open a file for reading. Result: Opened. */
    record OpenForRead(TransferKey key, FilePath path) implements FileEffect {}

    /** Read one chunk of the open file. Result: ChunkRead. */
    record ReadChunk(TransferKey key, int index, long offset, int length) implements FileEffect {}

    /** Write one chunk to the temporary file. Result: Written. */
    record WriteChunk(TransferKey key, int index, long offset, ChunkBytes data) implements FileEffect {}

    /** Hash a bounded piece more of the open file. Result: HashMore, or Hashed at its end. */
    record HashNext(TransferKey key) implements FileEffect {}

    /** Sync the temporary file, put it in its place, sync the directory. Result: Committed. */
    record Commit(TransferKey key) implements FileEffect {}

    /**
     * Close what the transfer holds, and delete its temporary file unless committed. Result: Released, always.
     *
     * @param keep the transfer was interrupted and may be resumed: where there is a journal, both files stay
     */
    record Release(TransferKey key, boolean keep) implements FileEffect {
        /** Nothing is kept. */
        public Release(TransferKey key) {
            this(key, false);
        }
    }

    /** Look at a path. Result: Statted, without hash. */
    record Stat(TransferKey key, FilePath path) implements FileEffect {}

    /** List a directory. Result: Listed. */
    record ListNames(TransferKey key, FilePath path, String after, int limit) implements FileEffect {}

    /**
     * Delete a file or an empty directory. Result: Deleted.
     *
     * @param recursive a directory with all that is in it
     * @param ifOpened only when the path is still the very file that is open under the key
     */
    record Delete(TransferKey key, FilePath path, boolean recursive, boolean ifOpened) implements FileEffect {}

    /**
     * Client: so many bytes are at the other end, or here; what was there before the transfer counts. No disk result.
     *
     * @param doneBytes 0 to totalBytes, never going back
     */
    record Progress(TransferKey key, long doneBytes, long totalBytes) implements FileEffect {}

    /** Client: the request succeeded. No disk result. */
    record Done(TransferKey key, FileOutcome outcome) implements FileEffect {}

    /** Client: the request failed. No disk result. */
    record Failed(TransferKey key, FileErrorCode code, String reason) implements FileEffect {}
}
