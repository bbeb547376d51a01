package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.ChunkBytes;
import com.hookprobe.htp.file.core.ChunkRanges;
import com.hookprobe.htp.file.core.DiskResult;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file being written: invisible until committed, gone when closed without that. */
public interface PendingFile extends Closeable {
    /** Bytes of the finished file. */
    long size();

    /** Writes all the bytes at that offset, inside the size. */
    void write(long offset, ChunkBytes data) throws IOException;

    /** Reads what was written from the offset on, until the buffer is full. */
    void read(long offset, ByteBuffer into) throws IOException;

    /**
     * Does a bounded piece of what comes before the first write. A store that can go on with an interrupted write hashes
     * what is there; until it answers Prepared the caller asks again.
     *
     * @return HashMore or Prepared
     */
    default DiskResult prepareNext() throws IOException {
        return new DiskResult.Prepared(false, ChunkRanges.NONE);
    }

    /** Called about once a second while the write is open: a store with a journal notes what was written since. */
    default void keepSafe() throws IOException {}

    /** Ends the write but keeps what is safe, for the same write to go on later; without a journal it is close(). */
    default void suspend() throws IOException {
        close();
    }

    /** Makes the file durable and visible in one step: after a crash there is the old file or this one. */
    void commit() throws IOException;

    /** Ends the write; deletes what is not committed. Idempotent. */
    @Override
    void close() throws IOException;
}
