package com.hookprobe.htp.file;

import java.io.Closeable;
import java.io.IOException;

/** A file being written: invisible until committed, gone when closed without that. */
public interface PendingFile extends Closeable {
    /** Bytes of the finished file. */
    long size();

    /** Writes all the bytes at that offset, inside the size. */
    void write(long offset, byte[] data) throws IOException;

    /** Reads what was written, exactly {@code length} bytes from the offset into the start of the array. */
    void read(long offset, byte[] into, int length) throws IOException;

    /** Makes the file durable and visible in one step: after a crash there is the old file or this one. */
    void commit() throws IOException;

    /** Ends the write; deletes what is not committed. Idempotent. */
    @Override
    void close() throws IOException;
}
